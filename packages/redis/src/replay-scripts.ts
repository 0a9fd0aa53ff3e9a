import { defineScript } from './client.ts'

// Each script uses one key. Times are milliseconds since 1970, and Redis compares them with the clock of its server.

/** Claims an item. ARGV: the hashes of its owners, its expiry. Returns 1 if it was free and has not expired. */
export const claimScript = defineScript(`
local time = redis.call('TIME')
if tonumber(ARGV[2]) <= time[1] * 1000 + math.floor(time[2] / 1000) then return 0 end
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PXAT', ARGV[2]) then return 1 end
return 0
`)

/** Releases an item. Returns the hashes of its owners, and false if it was not claimed. */
export const releaseScript = defineScript(`
local owners = redis.call('GET', KEYS[1])
if not owners then return false end
redis.call('DEL', KEYS[1])
return owners
`)

/**
 * Counts an item for an owner, a sorted set by expiry. ARGV: the item, its expiry, the quota of the owner. Returns 1 if it was
 * counted, and 0 if the quota is full.
 */
export const countScript = defineScript(`
local time = redis.call('TIME')
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', time[1] * 1000 + math.floor(time[2] / 1000))
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2]
redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', last))
return 1
`)

/** Writes a revocation. ARGV: its instant in seconds, its expiry. The latest instant and the latest expiry count. */
export const revokeScript = defineScript(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local at, expiry = tonumber(ARGV[1]), tonumber(ARGV[2])
local known, left = redis.call('GET', KEYS[1]), redis.call('PTTL', KEYS[1])
if known and left > 0 then
  at = math.max(at, tonumber(known))
  expiry = math.max(expiry, now + left)
end
if expiry > now then redis.call('SET', KEYS[1], string.format('%.3f', at), 'PXAT', string.format('%.0f', expiry)) end
return 1
`)
