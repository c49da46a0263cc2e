import { betterAuth } from 'better-auth'
export const auth = betterAuth({
  baseURL: 'http://localhost',
  secret: 'Zk3vQ8rT1mX7yB2nL5pW9cD4fH6jS0aE',
  emailAndPassword: { enabled: true },
})
