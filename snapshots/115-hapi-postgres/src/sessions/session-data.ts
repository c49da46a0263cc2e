// The shape of your session.

/** What your application keeps in a session: values that JSON can hold. Replace the open record by fields of your own, each optional: a session begins empty. */
export interface SessionData {
  [key: string]: unknown
}
