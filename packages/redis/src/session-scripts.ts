import { defineScript } from './client.ts'

// Each script uses one key: in a cluster, a session and its indexes are on different servers. Times are milliseconds since 1970.
// Redis compares them with the clock of its server.

/** Stores an entry if there is none. ARGV: the entry, its expiry. Returns 1 if it was stored. */
export const createScript = defineScript(`
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PXAT', ARGV[2])
return 1
`)

/**
 * Replaces an entry of a version. ARGV: the entry, its expiry, the version. Returns the indexes of the replaced entry, and false
 * if there is none with the version.
 */
export const replaceScript = defineScript(`
local found = redis.call('GET', KEYS[1])
if not found then return false end
local version, indexes = string.match(found, '^(%S+) (%S*) ')
if version ~= ARGV[3] then return false end
redis.call('SET', KEYS[1], ARGV[1], 'PXAT', ARGV[2])
return indexes
`)

/**
 * Deletes an entry. ARGV: the index that it must have, or an empty text. Returns the indexes of the deleted entry, and false if
 * none was deleted. An index may name a session that no longer has it: the session itself decides.
 */
export const deleteScript = defineScript(`
local found = redis.call('GET', KEYS[1])
if not found then return false end
local indexes = string.match(found, '^%S+ (%S*) ') or ''
if ARGV[1] ~= '' and not string.find(',' .. indexes .. ',', ',' .. ARGV[1] .. ',', 1, true) then return false end
redis.call('DEL', KEYS[1])
return indexes
`)

/**
 * Adds a session to an index, a sorted set by expiry. ARGV: the session, its expiry, how long an expired session stays in the
 * index. Another version of a session may be written at the same moment, so an expiry only gets later.
 */
export const addScript = defineScript(`
local expiry, slack = tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
redis.call('ZADD', KEYS[1], 'GT', expiry, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', time[1] * 1000 - slack)
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2]
if last then redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', last + slack)) end
return 1
`)

/** Removes sessions from an index. ARGV: the sessions. */
export const removeScript = defineScript(`
return redis.call('ZREM', KEYS[1], unpack(ARGV))
`)

/** Lists the sessions of an index. */
export const listScript = defineScript(`
return redis.call('ZRANGE', KEYS[1], 0, -1)
`)
