// The shape of your session.

/**
 * What your application keeps in a session: values that JSON can hold. Replace the open record by fields of your own.
 *
 * @typedef {{ [key: string]: unknown }} SessionData
 */

export {}
