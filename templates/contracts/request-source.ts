// What a request says of the page that sent it, in tests that are not about that.
import type { RequestSource } from '../runtime/csrf.ts'

export const PLAIN_REQUEST: RequestSource = { method: 'GET', origin: null, fetchSite: null, host: null }
