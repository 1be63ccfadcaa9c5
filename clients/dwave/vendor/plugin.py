"""
Sets D-Wave's own live tests on Naru, without a change to them or to the client, as a plugin of pytest: what they are told of
the server, which of them ask one, and what is left out (`live.ini`).
"""

import configparser
import os
import sys
import types
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CACHE = HERE.parent / ".cache"
os.environ["XDG_CACHE_HOME"] = str(CACHE)
os.environ["DWAVE_CONFIG_FILE"] = str(HERE / "dwave.conf")

from dwave.cloud.config import load_config  # noqa: E402  the lines above come first


def packages():
    """
    What the tests import from one another and the distribution does not hold: the package `tests`, which says where the server
    is, and stand-ins for servers, which no live test uses.
    """
    tests = types.ModuleType("tests")
    tests.__path__ = [str(CACHE / "tests-014" / "tests")]
    tests.test_config_path, tests.test_config_profile = str(HERE / "dwave.conf"), "naru"
    tests.config = load_config(config_file=tests.test_config_path, profile=tests.test_config_profile)
    api, mocks = types.ModuleType("tests.api"), types.ModuleType("tests.api.mocks")
    mocks.MemoryCache = mocks.choose_reply = None
    return {"tests": tests, "tests.api": api, "tests.api.mocks": mocks}


sys.modules.update(packages())


def names_of(item) -> set[str]:
    """By what the lists may name a test: its class, its own name, and both."""
    return {item.cls.__name__, item.name, f"{item.cls.__name__}::{item.name}"}


_lists = configparser.ConfigParser(delimiters=["="])
_lists.optionxform = str
_lists.read(HERE / "live.ini")
LIVE = {file: set(names.split()) for file, names in _lists["live"].items()}
LEFT_OUT = dict(_lists["left out"])
REASONS = pytest.StashKey[list[str]]()


def pytest_ignore_collect(collection_path):
    """Files whose tests all do without a server."""
    return collection_path.is_file() and collection_path.name not in LIVE or None


def pytest_collection_modifyitems(config, items):
    live = [item for item in items if LIVE[item.path.name] & names_of(item)]
    unknown = set().union(*LIVE.values(), LEFT_OUT) - set().union(*map(names_of, live))
    if unknown and all(Path(argument).is_dir() for argument in config.args):
        raise pytest.UsageError(f"live.ini names what is no test: {', '.join(sorted(unknown))}.")
    dropped = [item for item in live if LEFT_OUT.keys() & names_of(item)]
    config.hook.pytest_deselected(items=dropped)
    items[:] = [item for item in live if item not in dropped]
    config.stash[REASONS] = [
        f"{item.name}: {LEFT_OUT[name]}" for item in dropped for name in names_of(item) & LEFT_OUT.keys()
    ]


def pytest_terminal_summary(terminalreporter, config):
    terminalreporter.section("left out")
    for line in config.stash.get(REASONS, []):
        terminalreporter.line(line)
