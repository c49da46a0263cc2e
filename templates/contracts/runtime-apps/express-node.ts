// The contract's application on Express, on Node and what runs its programs.
import express from 'express'
import { start } from '../../targets/express/express.harness.ts'
import type { sessions as authored, SessionsOptions } from '../../targets/express/express.ts'
import { contractClock } from '../contract-clock.ts'

export async function run(sessions: typeof authored, options: SessionsOptions): Promise<void> {
  const { now, route } = contractClock()
  const { url } = await start(express, sessions, { ...options, now }, [route])
  console.log(url)
}
