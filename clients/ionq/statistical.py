"""Judging counts by their standard error."""


def within(count: int, shots: int, probability: float, sigmas: float = 5.0) -> bool:
    """Whether a count lies within so many standard errors of its expectation: 5 is one failure in 1.7 million."""
    spread = (shots * probability * (1 - probability)) ** 0.5
    return abs(count - shots * probability) <= sigmas * spread + 1e-9
