"""What every test here needs: the address and key that `naru exec` put into the environment."""

import os

import pytest


@pytest.fixture(scope="session")
def origin() -> str:
    """Scheme, host and port of the server under test."""
    return os.environ["NARU_URL"]


@pytest.fixture(scope="session")
def key() -> str:
    return os.environ["IONQ_API_KEY"]

