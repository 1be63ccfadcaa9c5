"""What every test here needs. `naru exec` sets the client's six variables, so the service needs no arguments."""

import os

import pytest

pytest.register_assert_rewrite("flows")

from qiskit_ibm_runtime import QiskitRuntimeService  # noqa: E402  the line above comes first


@pytest.fixture(scope="session")
def origin() -> str:
    """Scheme, host and port of the server under test."""
    return os.environ["NARU_URL"]


@pytest.fixture(scope="session")
def service() -> QiskitRuntimeService:
    return QiskitRuntimeService()


@pytest.fixture(scope="session")
def simulator(service):
    return service.backend("emu_simulator")


@pytest.fixture(scope="session")
def heron(service):
    """156 qubits with the noise of today's calibration."""
    return service.backend("emu_heron_r2")
