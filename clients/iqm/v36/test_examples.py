"""The program of `examples/` that uses iqm-client, as a reader runs it: whole, with what the environment says."""

import ast
import os
import pathlib
import subprocess
import sys

EXAMPLES = pathlib.Path(__file__).parents[3] / "examples"


def test_a_bell_pair():
    command = [sys.executable, "-W", "ignore", EXAMPLES / "bell_qiskit_iqm.py"]
    # The other tests name their machines, so it was taken out of the environment.
    environment = {**os.environ, "IQM_QUANTUM_COMPUTER": "emu_garnet"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment)
    assert done.returncode == 0, done.stderr
    counts = ast.literal_eval(done.stdout.splitlines()[-1])
    assert sum(counts.values()) == 1000
    # Some 960 on this machine; the bound is twenty standard errors below.
    assert counts["00"] + counts["11"] > 850
