"""Programs of `examples/` that use D-Wave's client, as a reader runs them: whole, with what the environment says."""

import ast
import pathlib
import subprocess
import sys

EXAMPLES = pathlib.Path(__file__).parents[3] / "examples"


def printed(name: str):
    """What the program printed: its last line, as a Python value."""
    command = [sys.executable, "-W", "ignore", EXAMPLES / name]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return ast.literal_eval(done.stdout.strip().splitlines()[-1])


def test_the_first_annealing_finds_each_of_three_ways():
    counts = printed("first_annealing_dwave.py")
    assert sum(counts.values()) == 1000
    assert min(counts[bits] for bits in ("100", "010", "001")) > 100


def test_the_knapsack_holds_what_is_worth_most():
    # Of all 128 choices the best is worth 205: 70 + 80 + 55 with a weight of 45.
    assert printed("knapsack_dwave.py") == {"worth": 205, "things": ["axe", "pan", "radio"]}
