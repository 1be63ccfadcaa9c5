"""What every test here needs. `naru exec` sets the client's variables; a machine that is named goes before theirs."""

import os

import pytest
from iqm.iqm_client import IQMClient
from iqm.qiskit_iqm import IQMProvider


@pytest.fixture(scope="session")
def url() -> str:
    return os.environ["IQM_SERVER_URL"]


@pytest.fixture(scope="session", autouse=True)
def computer_by_argument():
    """The client refuses a computer by argument and by environment at once."""
    os.environ.pop("IQM_QUANTUM_COMPUTER", None)


@pytest.fixture(scope="session")
def backend_of(url):
    return lambda name, **options: IQMProvider(url, quantum_computer=name).get_backend(**options)


@pytest.fixture(scope="session")
def garnet(backend_of):
    return backend_of("emu_garnet")


@pytest.fixture(scope="session")
def deneb(backend_of):
    return backend_of("emu_deneb")


@pytest.fixture(scope="session")
def client(url) -> IQMClient:
    return IQMClient.from_url(url, quantum_computer="emu_garnet")
