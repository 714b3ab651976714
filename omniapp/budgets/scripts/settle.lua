-- Writes how the requests of slots went.
-- KEYS: one for each limit of each slot. ARGV: lease, least share, pace of a first recovery, slowest pace;
-- for each slot: how, seconds a 429 asked for (-1: none), its name, number of limits, the window of each.
local lease, least, pace, slowest = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])

-- A 429 although there seemed to be room: somebody else spends too. What was granted before a cut is no news.
local function cut_down(key, window, granted_at, asked)
  local cut = cut_of(key, window)
  if granted_at > cut.at then
    local speed = cut.share < 1 and math.max(cut.pace / 2, slowest) or pace
    redis.call('HSET', key .. ':cut', 'share', math.max(cut.share / 2, least), 'pace', speed,
      'at', string.format('%.6f', now))
  end
  local closed = now + (asked >= 0 and math.min(asked, 1440 * window) or window / 10)
  redis.call('HSET', key .. ':cut', 'closed', string.format('%.6f', math.max(cut.closed, closed)))
  keep(key .. ':cut', window / slowest + closed - now)
end

local arg, place = 5, 1
while arg <= #ARGV do
  local how, asked, name, limits = ARGV[arg], tonumber(ARGV[arg + 1]), ARGV[arg + 2], tonumber(ARGV[arg + 3])
  for l = 0, limits - 1 do
    local key, window = KEYS[place + l], tonumber(ARGV[arg + 4 + l])
    if how == 'limited' and l == limits - 1 then
      local ends = tonumber(redis.call('ZSCORE', key, name) or now + lease + window)
      cut_down(key, window, ends - lease - window, asked)
    end
    if how == 'not_written' then
      redis.call('ZREM', key, name)
    else
      redis.call('ZADD', key, now + window, name)
      keep(key, lease + window)
    end
  end
  arg, place = arg + 4 + limits, place + limits
end
