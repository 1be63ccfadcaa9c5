"""Judging counts."""

import math


def within(count: int, shots: int, probability: float, chance: float = 1e-7) -> bool:
    """
    Whether a count fits a probability. One that fits is refused with this chance at most, however small the expectation:
    by Chernoff's bound each tail is at most exp(−shots · D), D the divergence of what was seen from what was expected.
    """
    seen = count / shots
    pairs = [(a, b) for a, b in ((seen, probability), (1 - seen, 1 - probability)) if a > 0]
    if any(b <= 0 for _, b in pairs):
        return False
    return shots * sum(a * math.log(a / b) for a, b in pairs) <= math.log(2 / chance)
