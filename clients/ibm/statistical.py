"""Judging what was sampled by its standard error: 5 of them are one failure in 1.7 million."""

import numpy as np


def within(count: int, shots: int, probability: float, sigmas: float = 5.0) -> bool:
    """Whether a count lies within so many standard errors of its expectation."""
    spread = (shots * probability * (1 - probability)) ** 0.5
    return abs(count - shots * probability) <= sigmas * spread + 1e-9


def agrees(counts: dict[str, int], probabilities: dict[str, float]) -> bool:
    """Whether every count, of outcomes that were not seen too, is within five standard errors."""
    shots = sum(counts.values())
    return all(within(counts.get(key, 0), shots, probabilities.get(key, 0.0)) for key in {*counts, *probabilities})


def near(values, expected, errors, sigmas: float = 5.0) -> bool:
    """Whether values are within so many of their own standard errors, with a little for those that came out as 0."""
    return bool(np.all(np.abs(np.asarray(values) - expected) <= sigmas * np.asarray(errors) + 1e-3))
