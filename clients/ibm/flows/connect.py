"""From the variables to a backend and its figures."""

import datetime

import pytest
from qiskit.providers.exceptions import QiskitBackendNotFoundError
from qiskit_ibm_runtime import QiskitRuntimeService
from qiskit_ibm_runtime.exceptions import IBMInputValueError

NAMES = ["emu_simulator", "emu_eagle", "emu_heron_r1", "emu_heron_r2", "emu_heron_r3", "emu_nighthawk"]


def test_the_instance_is_the_project(service):
    instances = service.instances()
    assert len(instances) == 1
    crn = instances[0]["crn"]
    assert crn.startswith("crn:v1:naru:public:quantum-computing:us-east:a/")
    assert service.active_instance() == crn
    again = QiskitRuntimeService(instance=crn)
    assert again.active_instance() == crn
    by_name = QiskitRuntimeService(instance=instances[0]["name"])
    assert by_name.active_instance() == crn


def test_a_foreign_instance_is_refused(service):
    foreign = "crn:v1:naru:public:quantum-computing:us-east:a/" + "0" * 32 + ":11111111-2222-4333-8444-555555555555::"
    with pytest.raises(IBMInputValueError):
        QiskitRuntimeService(instance=foreign).backends()


def test_a_wrong_key_is_refused():
    with pytest.raises(Exception, match="valid API token"):
        QiskitRuntimeService(token="wrong").backends()


def test_backends_by_name_and_by_property(service):
    assert sorted(backend.name for backend in service.backends()) == sorted(NAMES)
    assert {backend.name for backend in service.backends(min_num_qubits=150, simulator=False)} == {
        "emu_heron_r2",
        "emu_heron_r3",
    }
    assert [backend.name for backend in service.backends(simulator=True)] == ["emu_simulator"]
    with pytest.raises(QiskitBackendNotFoundError):
        service.backend("ibm_sherbrooke")


def test_the_least_busy_machine(service):
    assert service.least_busy(simulator=False, operational=True).name in NAMES[1:]
    assert service.least_busy(min_num_qubits=150).num_qubits >= 150


@pytest.mark.parametrize(
    ("name", "qubits", "edges", "basis"),
    [
        ("emu_eagle", 127, 144, {"ecr", "id", "rz", "sx", "x"}),
        ("emu_heron_r1", 133, 150, {"cz", "id", "rz", "sx", "x"}),
        ("emu_heron_r2", 156, 176, {"cz", "id", "rz", "sx", "x"}),
        ("emu_heron_r3", 156, 176, {"cz", "id", "rz", "sx", "x"}),
        ("emu_nighthawk", 120, 218, {"cz", "id", "rz", "sx", "x"}),
    ],
)
def test_a_machine_has_a_topology_and_figures(service, name, qubits, edges, basis):
    backend = service.backend(name)
    assert backend.num_qubits == qubits
    assert len({tuple(sorted(edge)) for edge in backend.coupling_map.get_edges()}) == edges
    assert basis <= set(backend.operation_names)
    assert backend.status().operational
    properties = backend.properties()
    for qubit in range(qubits):
        assert 0 < properties.readout_error(qubit) < 0.5
        assert 1e-6 < properties.t2(qubit) <= 2.001 * properties.t1(qubit) < 5e-3
    assert properties.gate_error("sx", [0]) < 0.05
    target = backend.target
    assert target.dt is not None and target["measure"][(0,)].duration > 1e-7


def test_fractional_gates_are_there_for_who_asks(service):
    assert "rzz" not in service.backend("emu_heron_r2").operation_names
    assert {"rzz", "rx"} <= set(service.backend("emu_heron_r2", use_fractional_gates=True).operation_names)


def test_properties_of_another_day(heron):
    now = datetime.datetime.now(datetime.timezone.utc)
    yesterday = heron.properties(datetime=now - datetime.timedelta(days=1))
    again = heron.properties(datetime=now - datetime.timedelta(days=1))
    assert yesterday.t1(5) == again.t1(5) != heron.properties().t1(5)
    assert yesterday.last_update_date < heron.properties().last_update_date


def test_use_of_the_instance(service):
    usage = service.usage()
    assert usage["usage_consumed_seconds"] >= 0
    assert usage["usage_limit_reached"] is False
