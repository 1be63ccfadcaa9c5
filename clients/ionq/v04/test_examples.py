"""The programs of `examples/`, as a reader runs them: whole, by name, with what the environment says."""

import ast
import pathlib
import subprocess
import sys

import pytest

EXAMPLES = pathlib.Path(__file__).parents[3] / "examples"


def printed(name: str):
    """What the program printed: its last line, as a Python value."""
    done = subprocess.run([sys.executable, EXAMPLES / name], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return ast.literal_eval(done.stdout.strip().splitlines()[-1])


def test_qiskit_ionq():
    counts = printed("bell_qiskit_ionq.py")
    assert set(counts) == {"00", "11"} and sum(counts.values()) == 1000


def test_cirq_ionq():
    histogram = printed("bell_cirq_ionq.py")
    assert set(histogram) == {0, 3} and sum(histogram.values()) == 1000


def test_pennylane_ionq():
    assert printed("bell_pennylane_ionq.py") == pytest.approx([0.5, 0, 0, 0.5], abs=1e-12)


def test_ionq_core():
    assert printed("bell_ionq_core.py") == {"0": 0.5, "3": 0.5}
