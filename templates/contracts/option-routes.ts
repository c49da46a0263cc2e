// Routes of the contract for what a session has on demand: messages for the next page, and the time of authentication.
import type { Session } from '../runtime/session.ts'
import type { ContractRoute } from './contract-app.ts'
import { text, viewOf } from './contract-routes.ts'

/** The members of a session that was made with every option; which of them there are, the config says. */
interface WithOptions {
  readonly isAvailable: boolean
  readonly authenticatedAt: number | null
  markAuthenticated(): void
  flash(name: string): unknown[]
  flash(name: string, message: unknown): void
}

/** What the code under test exports for these options. */
export interface OptionFunctions {
  readonly requireRecentAuth?: (session: Session) => void
  readonly csrfToken?: (session: Session) => string
  readonly requireCsrfToken?: (session: Session, token: unknown) => void
}

export function optionRoutes(functions: OptionFunctions = {}): readonly ContractRoute[] {
  return [
    {
      method: 'POST',
      path: '/skipped/hook',
      skipSession: true,
      handle: () => ({ body: 'hooked' }),
    },
    {
      method: 'GET',
      path: '/available',
      handle: ({ session }) => ({ body: { available: withOptions(session).isAvailable, data: { ...session } } }),
    },
    {
      method: 'GET',
      path: '/csrf/token',
      handle: ({ session }) => ({ body: functions.csrfToken?.(session) ?? 'no tokens' }),
    },
    {
      method: 'POST',
      path: '/csrf/guarded',
      handle({ session, query }) {
        functions.requireCsrfToken?.(session, query.get('token'))
        return { body: 'done' }
      },
    },
    {
      method: 'POST',
      path: '/flash/keep',
      handle({ session, query }) {
        const messages = query.getAll('message')
        messages.forEach((message) => withOptions(session).flash(text(query, 'name'), JSON.parse(message)))
        return { status: 303, headers: [['Location', `/flash/read?name=${text(query, 'name')}`]] }
      },
    },
    {
      method: 'GET',
      path: '/flash/read',
      handle: ({ session, query }) => ({ body: { messages: withOptions(session).flash(text(query, 'name')) } }),
    },
    {
      method: 'POST',
      path: '/authenticate',
      async handle({ session }) {
        const next = await session.regenerate({ keep: true })
        withOptions(next).markAuthenticated()
        return { body: { at: withOptions(next).authenticatedAt, ...viewOf(next) } }
      },
    },
    {
      method: 'POST',
      path: '/authenticate/old',
      handle({ session }) {
        withOptions(session).markAuthenticated()
        return { body: viewOf(session) }
      },
    },
    {
      method: 'GET',
      path: '/authenticated',
      handle: ({ session }) => ({ body: { at: withOptions(session).authenticatedAt } }),
    },
    {
      method: 'GET',
      path: '/sensitive',
      handle({ session }) {
        functions.requireRecentAuth?.(session)
        return { body: 'done' }
      },
    },
    {
      method: 'POST',
      path: '/logout/chosen',
      async handle({ session }) {
        await session.destroy()
        return { headers: [['Clear-Site-Data', '"storage"']] }
      },
    },
  ]
}

function withOptions(session: Session): WithOptions {
  return session as unknown as WithOptions
}
