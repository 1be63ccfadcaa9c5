"""Judging what was sampled, with the chance that a good sample is refused."""

import math

import numpy as np


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


def agrees(counts: dict[str, int], probabilities: dict[str, float], chance: float = 1e-7) -> bool:
    """Whether every count, of outcomes that were not seen too, fits its probability; all share the chance."""
    shots, outcomes = sum(counts.values()), {*counts, *probabilities}
    share = chance / len(outcomes)
    return all(within(counts.get(key, 0), shots, probabilities.get(key, 0.0), share) for key in outcomes)


def near(values, expected, errors, sigmas: float = 6.0) -> bool:
    """
    Whether values are within so many of their own standard errors, with a little for those that came out as 0.
    Six are one failure in 500 million for each value.
    """
    return bool(np.all(np.abs(np.asarray(values) - expected) <= sigmas * np.asarray(errors) + 1e-3))
