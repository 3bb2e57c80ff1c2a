"""Token buckets against floods: who knocks too often waits, and nobody else notices."""

from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

_MANY = 10_000


class Bucket:
    """At most `burst` at once and `burst` per `seconds` on the long run, for each key. Keeps at most 10,000 keys, the latest."""

    def __init__(self, burst: int, seconds: float, clock: Callable[[], float]) -> None:
        self._burst = float(burst)
        self._rate = burst / seconds
        self._clock = clock
        self._levels: dict[str, tuple[float, float]] = {}

    def take(self, key: str) -> float:
        """Zero when this key may go on, else the seconds until it may."""
        now = self._clock()
        level, since = self._levels.pop(key, (self._burst, now))
        level = min(self._burst, level + (now - since) * self._rate)
        wait = 0.0 if level >= 1 else (1 - level) / self._rate
        # Popped and put back, so the dictionary runs from the longest silent to the latest.
        self._levels[key] = (level if wait else level - 1, now)
        if len(self._levels) > _MANY:
            del self._levels[next(iter(self._levels))]
        return wait


def network(host: str) -> str:
    """What counts as one place: an IPv4 address, or an IPv6 /64 (one household has 2^64 addresses)."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))
    return str(address)
