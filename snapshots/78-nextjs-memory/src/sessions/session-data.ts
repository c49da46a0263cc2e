// The shape of your session.

/** What your application keeps in a session, as sessions.config.ts says. Every field may be missing: a session begins empty. */
export interface SessionData {
  /** Who is logged in */
  user?: string | undefined
  visits?: number | undefined
  userId?: string | undefined
  account?: number | undefined
}
