-- What both scripts share. A limit of a brand is a sorted set of slots, scored by when each stops counting,
-- and, once a 429 surprised us, a hash beside it: its share then, when, how fast it grows again (a window),
-- and until when it is closed. Time is this server's.
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000

local function cut_of(key, window)
  local told = redis.call('HMGET', key .. ':cut', 'share', 'at', 'pace', 'closed')
  local cut = {at = tonumber(told[2] or '0'), pace = tonumber(told[3] or '0'), closed = tonumber(told[4] or '0')}
  cut.share = math.min(1, tonumber(told[1] or '1') + cut.pace * (now - cut.at) / window)
  return cut
end

local function keep(key, seconds)
  redis.call('PEXPIRE', key, math.ceil(seconds * 1000) + 1000)
end
