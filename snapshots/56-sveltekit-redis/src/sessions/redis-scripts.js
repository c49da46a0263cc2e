// What Redis does in one step: each script runs to its end before another command does. All work on Redis 6.2 and on Valkey.
import { createHash } from 'node:crypto'

/**
 * A Lua script with one key.
 *
 * @typedef {object} RedisScript
 * @property {string} text
 * @property {string} sha1 The name under which Redis keeps the script once it has seen it: EVALSHA need not send the
 * text again.
 */

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
redis.call('HSET', KEYS[1], 'createdAt', ARGV[3], 'renewedAt', ARGV[4], 'expiresAt', ARGV[5], 'version', ARGV[6], 'data', ARGV[7])
redis.call('PEXPIRE', KEYS[1], math.ceil(ARGV[5] - ARGV[1]))
return 1
`

/**
 * Creates or replaces a record, whatever is there.
 *
 * @type {RedisScript}
 */
export const SET = script(`
local kind = redis.call('TYPE', KEYS[1]).ok
if kind ~= 'hash' and kind ~= 'none' then redis.call('DEL', KEYS[1]) end
${WRITE}`)

/**
 * Creates a record. Answers 0 if there is one.
 *
 * @type {RedisScript}
 */
export const CREATE = script(`${LOOK}
if isLive then return 0 end
${WRITE}`)

/**
 * Replaces a record of version ARGV[2]. Answers 0 if it is gone or has another version.
 *
 * @type {RedisScript}
 */
export const UPDATE = script(`${LOOK}
if not isLive or redis.call('HGET', KEYS[1], 'version') ~= ARGV[2] then return 0 end
${WRITE}`)

/**
 * @param {string} text
 * @returns {RedisScript}
 */
function script(text) {
  return { text, sha1: createHash('sha1').update(text).digest('hex') }
}
