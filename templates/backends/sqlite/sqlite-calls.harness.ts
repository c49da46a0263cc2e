// The process of another runtime that runs a backend.
import { serveCalls } from './sqlite-process.harness.ts'

serveCalls()
