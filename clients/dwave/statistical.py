"""Judging means by their standard errors."""

import numpy as np


def repeated(sampleset) -> np.ndarray:
    """The energy of each read, where a row may stand for several."""
    return np.repeat(sampleset.record.energy, sampleset.record.num_occurrences)


def clearly_lower(low, high, sigmas: float = 5.0) -> bool:
    """Whether one mean is lower than another by so many of their standard errors: 5 is one failure in 3.5 million."""
    low, high = np.asarray(low, float), np.asarray(high, float)
    error = np.sqrt(low.var(ddof=1) / len(low) + high.var(ddof=1) / len(high))
    return bool(low.mean() + sigmas * error < high.mean())
