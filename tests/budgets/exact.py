"""The other side of the limits, for measuring: a sliding log that is exact at the moment of arrival."""

from redis import Redis

from omniapp.budgets.slots import Share

_ARRIVE = """
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - tonumber(ARGV[2]))
local fits = redis.call('ZCARD', KEYS[1]) < tonumber(ARGV[1])
if fits then
  redis.call('ZADD', KEYS[1], now, ARGV[3])
end
redis.call('RPUSH', KEYS[1] .. (fits and ':accepted:' or ':refused:') .. ARGV[4], string.format('%.6f', now))
return fits and 1 or 0
"""


class ExactLog:
    """One brand's limit, for everybody's requests together. What it refuses does not count."""

    def __init__(self, redis: Redis, brand: str, limit: Share) -> None:
        self._redis, self._name, self._limit = redis, f"exact:{brand}", limit
        self._arrive = redis.register_script(_ARRIVE)

    def arrive(self, request: str, *, of: str = "us") -> bool:
        """Whether this request is taken; if not, it is a 429."""
        return bool(
            self._arrive(keys=[self._name], args=[self._limit.most, self._limit.seconds, request, of])
        )

    def accepted(self, of: str = "us") -> list[float]:
        return self._moments("accepted", of)

    def refused(self, of: str = "us") -> list[float]:
        return self._moments("refused", of)

    def _moments(self, what: str, of: str) -> list[float]:
        return [float(moment) for moment in self._redis.lrange(f"{self._name}:{what}:{of}", 0, -1)]

    def share(self, of: str = "us") -> float:
        """How much of the limit was used, from the end of the first minute's worth to the last request."""
        taken, limit = self.accepted(of), self._limit
        later = len(taken) - limit.most
        return later / limit.most / ((taken[-1] - taken[-1 - later]) / limit.seconds)
