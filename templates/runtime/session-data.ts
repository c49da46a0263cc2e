// The shape of your session.

/** What your application keeps in a session: values that JSON can hold. Replace the open record by your own fields. */
export interface SessionData {
  [key: string]: unknown
}
