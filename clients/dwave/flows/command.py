"""The `dwave` command, as a shell runs it."""

import json
import pathlib
import subprocess
import sys

import dimod

DWAVE = pathlib.Path(sys.executable).parent / "dwave"


def dwave(*arguments: str) -> str:
    done = subprocess.run([DWAVE, *arguments], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_ping():
    printed = dwave("ping", "--client", "qpu")
    assert "emu_" in printed
    assert "qpu_access_time" in printed


def test_ping_as_json():
    told = json.loads(dwave("ping", "--client", "qpu", "--json"))
    assert told["code"] == 0
    assert told["qpu_access_time"] > 0


def test_ping_a_hybrid_solver():
    assert "Wall clock time" in dwave("ping", "--client", "hybrid", "--solver", "naru_hybrid_bqm")


def test_solvers():
    assert {"emu_pegasus_p16", "naru_hybrid_nl"} <= set(dwave("solvers", "--list", "--all").split())
    printed = dwave("solvers", "--solver", '{"topology__type": "chimera"}')
    assert "Solver: emu_chimera_c16" in printed
    assert "num_active_qubits: 2041" in printed


def test_sample(small_zephyr):
    a, b = small_zephyr.edgelist[10]
    printed = dwave(
        "sample", "--solver", "emu_zephyr_z6", "-h", f"{{{a}: 0.5}}", "-j", f"{{({a}, {b}): -1}}", "-n", "20", "--verbose"
    )
    assert "Energies: array([-1.5" in printed or "Energies: [-1.5" in printed
    assert "Samples: " in dwave("sample", "--solver", "emu_chimera_c16", "--random-problem", "-n", "2")


def test_upload(tmp_path):
    file = tmp_path / "model.bqm"
    with dimod.generators.ran_r(1, 20, seed=61).to_file() as model:
        file.write_bytes(model.read())
    assert "Upload done. Problem ID:" in dwave("upload", "--format", "dimodbqm", str(file))
    coordinates = tmp_path / "model.coo"
    coordinates.write_text("# vartype=SPIN\n0 0 1.0\n0 1 -1.0\n")
    assert "Upload done. Problem ID:" in dwave("upload", "--format", "coo", str(coordinates))
