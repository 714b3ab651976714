-- Grants slots, in all limits of a request together or in none.
-- KEYS: the birth mark, then one key for each limit of each wish.
-- ARGV: lease, share while young, seconds the mark lasts; for each wish: count, share of its lane, name of
-- its slots, number of limits; for each of these: most, window.
-- Answers for each wish: how many were granted, and milliseconds until asking for more makes sense.
local lease, cautious = tonumber(ARGV[1]), tonumber(ARGV[2])
local born = tonumber(redis.call('GET', KEYS[1]) or now)
redis.call('SET', KEYS[1], string.format('%.6f', born), 'EX', ARGV[3])

-- How many more fit, and how long it would take until one more does.
local function room(key, most, window, lane)
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
  local used = redis.call('ZCARD', key)
  local cut = cut_of(key, window)
  if cut.closed > now then
    return 0, cut.closed - now
  end
  local share = cut.share
  if now - born < window then
    share = math.min(share, math.max(cautious, (now - born) / window))
  end
  local allowed = math.max(1, math.floor(most * share * lane + 0.000001))
  local first = math.max(used - allowed, 0)
  local ends = tonumber(redis.call('ZRANGE', key, first, first, 'WITHSCORES')[2] or now + window)
  local wait = math.min(ends - now, window)
  if share < 1 then
    wait = math.min(wait, window / 20)
  end
  return math.max(allowed - used, 0), wait
end

local answers, arg, place = {}, 4, 2
while arg <= #ARGV do
  local count, lane, name, limits = tonumber(ARGV[arg]), tonumber(ARGV[arg + 1]), ARGV[arg + 2], tonumber(ARGV[arg + 3])
  local granted, wait = count, 0
  for l = 0, limits - 1 do
    local most, window = tonumber(ARGV[arg + 4 + 2 * l]), tonumber(ARGV[arg + 5 + 2 * l])
    local free, seconds = room(KEYS[place + l], most, window, lane)
    granted = math.min(granted, free)
    if free < count then
      wait = math.max(wait, seconds)
    end
  end
  for l = 0, limits - 1 do
    if granted > 0 then
      local ends, added = now + lease + tonumber(ARGV[arg + 5 + 2 * l]), {}
      for i = 1, granted do
        added[2 * i - 1], added[2 * i] = ends, name .. ':' .. i
      end
      redis.call('ZADD', KEYS[place + l], unpack(added))
      keep(KEYS[place + l], ends - now)
    end
  end
  answers[#answers + 1], answers[#answers + 2] = granted, math.ceil(wait * 1000)
  arg, place = arg + 4 + 2 * limits, place + limits
end
return answers
