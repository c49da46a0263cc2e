// Express behind shared caches.
import { authoredConfig } from '../../contracts/contract-spec.ts'
import express from 'express'
import { describeCaches } from '../../contracts/describe-caches.ts'
import { start } from './express.harness.ts'
import { sessions } from './express.ts'

describeCaches(authoredConfig, (options, more) => start(express, sessions, options, more))
