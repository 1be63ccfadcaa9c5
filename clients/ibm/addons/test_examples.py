"""Programs of `examples/` that build on IBM's client, as a reader runs them: whole, with what the environment says."""

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


def test_first_steps():
    values = printed("bell_qiskit_ibm.py")
    assert sum(values["counts"].values()) == 1000
    # Errors of the device leave far more than nine tenths on the diagonal; chance takes less than 0.05 of 1000 shots.
    assert values["counts"]["00"] + values["counts"]["11"] > 900
    assert 0.9 < values["zz"] < 1.1
    assert sum(values["in a session"].values()) == 100


def test_mitiq_extrapolates_to_no_noise():
    values = printed("zne_mitiq_ibm.py")
    # The values are sampled 10 000 times; the noise takes several hundredths.
    assert values["noisy"] < 0.97
    assert abs(1 - values["mitigated"]) < abs(1 - values["noisy"])


def test_backpropagation_gives_the_same_value_with_a_shorter_circuit():
    values = printed("backpropagation_addon_ibm.py")
    assert abs(values["whole"] - values["part"]) < 1e-9
    assert values["depths"][1] < values["depths"][0]
