"""What every test here needs. `naru exec` sets the client's variables, so nothing here says where the service is."""

import os
import pathlib

import pytest

# Definitions of solvers and embeddings are kept here and not in the user's home; no configuration of the user's is read.
_cache = pathlib.Path(__file__).parent / ".cache"
_cache.mkdir(exist_ok=True)
(_cache / "empty.conf").touch()
os.environ["XDG_CACHE_HOME"] = str(_cache)
os.environ["DWAVE_CONFIG_FILE"] = str(_cache / "empty.conf")

pytest.register_assert_rewrite("flows")

from dwave.cloud import Client  # noqa: E402  the lines above come first
from dwave.system import DWaveSampler  # noqa: E402


@pytest.fixture(scope="session")
def origin() -> str:
    """Scheme, host and port of the server under test."""
    return os.environ["NARU_URL"]


@pytest.fixture(scope="session")
def client():
    with Client.from_config() as opened:
        yield opened


def _machine(name: str):
    @pytest.fixture(scope="session")
    def machine():
        with DWaveSampler(solver=name) as opened:
            yield opened

    return machine


pegasus = _machine("emu_pegasus_p16")
zephyr = _machine("emu_zephyr_z12")
small_zephyr = _machine("emu_zephyr_z6")
chimera = _machine("emu_chimera_c16")
