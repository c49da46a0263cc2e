// What Redis does in one step: each script runs to its end before another command does. All work on Redis 6.2 and on Valkey.
import { createHash } from 'node:crypto'

/** A Lua script with one key. */
export interface RedisScript {
  readonly text: string
  /** The name under which Redis keeps the script once it has seen it: EVALSHA need not send the text again. */
  readonly sha1: string
}

/**
 * ARGV[1] is the reader's clock, which decides what is past its deadline. Redis gets the time that is left, not the
 * deadline: were its own clock ahead, it would drop records that are still live.
 */
const LOOK = `
local expiresAt = tonumber(redis.call('HGET', KEYS[1], 'expiresAt') or '')
local isLive = expiresAt and tonumber(ARGV[1]) < expiresAt
`

/** ARGV[3] and what follows are the record, as `argumentsOf` puts it. */
const WRITE = `
redis.call('HSET', KEYS[1], 'createdAt', ARGV[3], 'renewedAt', ARGV[4], 'expiresAt', ARGV[5], 'version', ARGV[6], 'data', ARGV[7], 'userId', ARGV[8])
redis.call('PEXPIRE', KEYS[1], math.ceil(ARGV[5] - ARGV[1]))
return 1
`

/** Creates or replaces a record, whatever is there. */
export const SET: RedisScript = script(`
local kind = redis.call('TYPE', KEYS[1]).ok
if kind ~= 'hash' and kind ~= 'none' then redis.call('DEL', KEYS[1]) end
${WRITE}`)

/** Creates a record. Answers 0 if there is one. */
export const CREATE: RedisScript = script(`${LOOK}
if isLive then return 0 end
${WRITE}`)

/** Replaces a record of version ARGV[2]. Answers 0 if it is gone or has another version. */
export const UPDATE: RedisScript = script(`${LOOK}
if not isLive or redis.call('HGET', KEYS[1], 'version') ~= ARGV[2] then return 0 end
${WRITE}`)

/** Moves the deadline of a record to ARGV[2], never to an earlier time. Answers 0 if it is gone. */
export const TOUCH: RedisScript = script(`${LOOK}
if not isLive then return 0 end
redis.call('HSET', KEYS[1], 'renewedAt', ARGV[1])
if expiresAt < tonumber(ARGV[2]) then
  redis.call('HSET', KEYS[1], 'expiresAt', ARGV[2])
  redis.call('PEXPIRE', KEYS[1], math.ceil(ARGV[2] - ARGV[1]))
end
return 1
`)

/**
 * KEYS[1] is the set of a user's storage keys, by the times until when they are wanted there: adds ARGV[2] until ARGV[3], never
 * to an earlier time, and drops those that are over by ARGV[1]. The set ends with the last of them.
 */
export const INDEX: RedisScript = script(`
redis.call('ZADD', KEYS[1], 'GT', ARGV[3], ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
redis.call('PEXPIRE', KEYS[1], math.ceil(last[2] - ARGV[1]))
return 1
`)

/** The storage key ARGV[1] is wanted in the set no longer. */
export const LEAVE: RedisScript = script("return redis.call('ZREM', KEYS[1], ARGV[1])")

/** All storage keys of the set. */
export const MEMBERS: string = "return redis.call('ZRANGE', KEYS[1], 0, -1)"

function script(text: string): RedisScript {
  return { text, sha1: createHash('sha1').update(text).digest('hex') }
}
