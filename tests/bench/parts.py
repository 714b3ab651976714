"""The parts of the benchmark, in the order of the report, and the minutes after which each is broken off."""

from typing import Final

PARTS: Final = {
    "throughput": 8,
    "minute": 4,
    "neighbour": 5,
    "cost": 6,
    "budget": 8,
    "recovery": 16,
    "limiters": 9,
    "pages": 12,
    "sync": 8,
}
