"""Finding the service, its region and its solvers."""

import os

import pytest
import requests
from dwave.cloud import Client
from dwave.cloud.exceptions import SolverAuthenticationError, SolverNotFoundError
from dwave.cloud.regions import get_regions
from dwave.system import DWaveSampler
from flows.topologies import whole

QPUS = {"emu_pegasus_p16", "emu_zephyr_z12", "emu_zephyr_z6", "emu_chimera_c16"}
HYBRIDS = {"naru_hybrid_bqm", "naru_hybrid_cqm", "naru_hybrid_dqm", "naru_hybrid_nl"}


def names(solvers) -> set[str]:
    return {solver.name for solver in solvers}


def test_the_solvers(client):
    assert names(client.get_solvers()) == QPUS | HYBRIDS
    assert names(client.get_solvers(qpu=True)) == QPUS
    assert names(client.get_solvers(hybrid=True)) == HYBRIDS


def test_solvers_are_chosen_by_what_they_have(client):
    assert names(client.get_solvers(topology__type="zephyr")) == {"emu_zephyr_z12", "emu_zephyr_z6"}
    assert names(client.get_solvers(supported_problem_types__contains="cqm")) == {"naru_hybrid_cqm"}
    assert names(client.get_solvers(num_active_qubits__gt=4595)) == {"emu_pegasus_p16"}
    assert names(client.get_solvers(name__regex=".*_z.*", order_by="num_active_qubits")) == {
        "emu_zephyr_z12",
        "emu_zephyr_z6",
    }
    [first, *_] = client.get_solvers(qpu=True, order_by="-num_active_qubits")
    assert first.name == "emu_pegasus_p16"
    [one] = client.get_solvers(name="emu_zephyr_z6")
    assert client.get_solver(name="emu_zephyr_z6").name == one.name
    with pytest.raises(SolverNotFoundError):
        client.get_solver(name="Advantage_system4.1")


@pytest.mark.parametrize(
    ("name", "graph", "total", "qubits", "couplers"),
    [
        ("emu_pegasus_p16", "pegasus", 5760, 5612, 40_088),
        ("emu_zephyr_z12", "zephyr", 4800, 4592, 41_779),
        ("emu_zephyr_z6", "zephyr", 1248, 1204, 10_571),
        ("emu_chimera_c16", "chimera", 2048, 2041, 5974),
    ],
)
def test_working_graphs_are_parts_of_the_vendors_own(name, graph, total, qubits, couplers):
    with DWaveSampler(solver=name) as machine:
        properties = machine.properties
        assert properties["topology"]["type"] == graph
        assert (properties["num_qubits"], len(machine.nodelist), len(machine.edgelist)) == (total, qubits, couplers)
        perfect = whole(graph, properties["topology"]["shape"])
        working = machine.to_networkx_graph()
        assert set(machine.nodelist) <= set(perfect.nodes)
        assert all(perfect.has_edge(*edge) for edge in machine.edgelist)
        assert (len(working.nodes), len(working.edges)) == (qubits, couplers)


def test_the_largest_machine_is_preferred():
    with DWaveSampler() as machine:
        assert machine.solver.name == "emu_pegasus_p16"
    with DWaveSampler(solver={"topology__type": "zephyr"}) as machine:
        assert machine.solver.name == "emu_zephyr_z12"


def test_a_region_leads_here(client, monkeypatch, origin):
    [region] = get_regions(client.config, refresh=True)
    assert region.endpoint.startswith(origin)
    monkeypatch.delenv("DWAVE_API_ENDPOINT")
    monkeypatch.setenv("DWAVE_API_REGION", region.code)
    with Client.from_config() as client:
        assert client.config.endpoint.startswith(origin)
        assert names(client.get_solvers(qpu=True)) == QPUS


def test_an_endpoint_may_lack_its_last_slash(origin):
    with Client.from_config(endpoint=f"{origin}/sapi/v2") as client:
        assert names(client.get_solvers(qpu=True, refresh=True)) == QPUS


def test_a_wrong_token_is_refused():
    with Client.from_config(token="not-a-token") as client, pytest.raises(SolverAuthenticationError):
        client.get_solvers()


def test_definitions_are_asked_again_by_their_tags(origin):
    address = f"{origin}/sapi/v2/solvers/remote/?filter=all%2C-status%2C-avg_load"
    kind = "application/vnd.dwave.sapi.solver-definition-list+json"
    headers = {"X-Auth-Token": os.environ["DWAVE_API_TOKEN"], "Accept": f"{kind}; version=3.0.0"}
    first = requests.get(address, headers=headers, timeout=30)
    assert first.headers["content-type"].startswith(f"{kind}; version=3.")
    assert "private" in first.headers["cache-control"] and "max-age" in first.headers["cache-control"]
    again = requests.get(address, headers={**headers, "If-None-Match": first.headers["etag"]}, timeout=30)
    assert (again.status_code, again.content) == (304, b"")


def test_cached_definitions_are_used(client, monkeypatch):
    client.get_solvers(refresh=True)
    with Client.from_config() as other:
        asked = []
        send = requests.Session.send
        monkeypatch.setattr(requests.Session, "send", lambda *a, **k: asked.append(a) or send(*a, **k))
        assert names(other.get_solvers()) == QPUS | HYBRIDS
        assert asked == []
