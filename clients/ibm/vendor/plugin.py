"""
Sets IBM's own integration tests on Naru, without a change to them or to the client, as a plugin of pytest: the instance and
the machines that they take, jobs that the account has run before, and what is left out (`left-out.ini`).
"""

import configparser
import logging
import os
from importlib.metadata import version
from pathlib import Path

import pytest
from qiskit import QuantumCircuit, transpile
from qiskit_ibm_runtime import QiskitRuntimeService, SamplerV2

# What the tests call the QPU; one of them wants it without fractional gates.
QPU = "emu_nighthawk"
# IBM's cloud for tests has a machine whose name begins with "test_eagle". Most tests of jobs look for it.
TEST_MACHINE = "emu_heron_r2"
# Some tests want jobs of days before: more than ten, so that the newest is not among the ten oldest.
EARLIER_JOBS = 12


def pytest_sessionstart(session):
    if session.config.option.collectonly:
        return
    service = QiskitRuntimeService()
    # The tests compare it with the instance of jobs, which is a CRN.
    os.environ["QISKIT_IBM_INSTANCE"] = service.instances()[0]["crn"]
    os.environ["QISKIT_IBM_QPU"] = QPU
    # The client keeps its messages from the root logger, where pytest's caplog listens.
    logging.getLogger("qiskit_ibm_runtime").propagate = True
    run_earlier_jobs(service)


def run_earlier_jobs(service):
    machine = service.backend(QPU)
    circuit = QuantumCircuit(1)
    circuit.measure_all()
    sampler = SamplerV2(machine)
    pub = transpile(circuit, machine)
    for job in [sampler.run([pub], shots=shots) for shots in range(1, EARLIER_JOBS + 1)]:
        job.wait_for_final_state()


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef, request):
    """0.51 looks for the test machine in a fixture."""
    if fixturedef.argname != "backend_test":
        return None
    machine = request.getfixturevalue("dependencies").service.backend(TEST_MACHINE)
    fixturedef.cached_result = (machine, fixturedef.cache_key(request), None)
    return machine


@pytest.hookimpl(trylast=True)
def pytest_runtest_setup(item):
    """0.49 looks for it once for each class of tests."""
    if hasattr(item.cls, "sim_backends"):
        item.cls.sim_backends = dict.fromkeys(item.cls.sim_backends, TEST_MACHINE)


def left_out():
    """What is left out of this release's tests: a test's or a file's name, and the reason."""
    lists = configparser.ConfigParser(delimiters=["="])
    lists.read(Path(__file__).with_name("left-out.ini"))
    release = version("qiskit-ibm-runtime")
    return {**lists["both"], **(lists[release] if release in lists else {})}


def pytest_collection_modifyitems(config, items):
    reasons = left_out()
    found = {}
    for item in items:
        for name in {item.path.name, item.originalname} & reasons.keys():
            found.setdefault(name, []).append(item)
    unknown = reasons.keys() - found.keys()
    if unknown and all(Path(arg).is_dir() for arg in config.args):
        raise pytest.UsageError(f"left-out.ini names what is no test: {', '.join(sorted(unknown))}.")
    dropped = {item for named in found.values() for item in named}
    config.hook.pytest_deselected(items=list(dropped))
    items[:] = [item for item in items if item not in dropped]
    config.stash[LEFT_OUT] = [f"{name} ({len(named)}): {reasons[name]}" for name, named in found.items()]


LEFT_OUT = pytest.StashKey[list[str]]()


def pytest_terminal_summary(terminalreporter, config):
    terminalreporter.section("left out")
    for line in config.stash.get(LEFT_OUT, []):
        terminalreporter.line(line)
