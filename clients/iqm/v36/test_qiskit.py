"""Flows of iqm-client's part for Qiskit. Bounds leave room for the emulated noise and five standard errors."""

import math

import pytest
from iqm.iqm_client import CircuitCompilationOptions
from iqm.iqm_client.models import HeraldingMode
from iqm.qiskit_iqm import IQMProvider, transpile_to_IQM
from iqm.qiskit_iqm.fake_backends.fake_deneb import IQMFakeDeneb
from iqm.qiskit_iqm.fake_backends.fake_garnet import IQMFakeGarnet
from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister, transpile
from qiskit.circuit import Parameter
from qiskit.providers import JobStatus


def ghz(size: int) -> QuantumCircuit:
    circuit = QuantumCircuit(size)
    circuit.h(0)
    for qubit in range(size - 1):
        circuit.cx(qubit, qubit + 1)
    circuit.measure_all()
    return circuit


def fidelity(counts: dict[str, int]) -> float:
    size = len(next(iter(counts)))
    return (counts.get("0" * size, 0) + counts.get("1" * size, 0)) / sum(counts.values())


def run(backend, circuit, shots=1000, **options):
    return backend.run(transpile_to_IQM(circuit, backend), shots=shots, **options).result()


def test_bell_on_the_crystal(garnet):
    assert garnet.num_qubits == 20
    counts = run(garnet, ghz(2)).get_counts()
    assert sum(counts.values()) == 1000
    assert fidelity(counts) > 0.85
    assert abs(counts["00"] - counts["11"]) < 200


def test_bits_are_in_qiskits_order(garnet):
    circuit = QuantumCircuit(QuantumRegister(3), ClassicalRegister(2, "low"), ClassicalRegister(1, "high"))
    circuit.x(0)
    circuit.measure([0, 1, 2], [0, 1, 2])
    counts = run(garnet, circuit).get_counts()
    assert max(counts, key=counts.get) == "0 01"


def test_ghz_through_the_resonator_of_a_star(deneb):
    ready = transpile_to_IQM(ghz(3), deneb)
    assert ready.count_ops()["move"] >= 2
    assert fidelity(deneb.run(ready, shots=1000).result().get_counts()) > 0.8


def test_transpile_with_the_clients_plug_in(backend_of):
    sirius = backend_of("emu_sirius")
    ready = transpile(ghz(4), sirius, optimization_level=1)
    assert fidelity(sirius.run(transpile_to_IQM(ghz(4), sirius), shots=500).result().get_counts()) > 0.7
    assert ready.num_qubits >= 4


def test_wide_machine(backend_of):
    emerald = backend_of("emu_emerald")
    assert emerald.num_qubits == 54
    assert fidelity(run(emerald, ghz(5)).get_counts()) > 0.5


def test_fidelities_are_near_those_of_the_clients_own_emulations(garnet, deneb):
    for ours, fake, size in [(garnet, IQMFakeGarnet(), 3), (garnet, IQMFakeGarnet(), 6), (deneb, IQMFakeDeneb(), 3)]:
        found = fidelity(run(ours, ghz(size), shots=4000).get_counts())
        wanted = fidelity(fake.run(transpile_to_IQM(ghz(size), fake), shots=4000).result().get_counts())
        assert abs(found - wanted) < 0.12, (size, found, wanted)


def test_condition_and_reset(garnet):
    circuit = QuantumCircuit(2, 2)
    circuit.h(0)
    circuit.measure(0, 0)
    with circuit.if_test((0, 1)):
        circuit.x(1)
    circuit.measure(1, 1)
    counts = run(garnet, circuit).get_counts()
    assert fidelity(counts) > 0.85
    assert counts["00"] > 300 and counts["11"] > 300

    again = QuantumCircuit(1, 1)
    again.x(0)
    again.reset(0)
    again.measure(0, 0)
    assert run(garnet, again).get_counts()["0"] > 900


def test_batch_with_parameters(garnet):
    theta = Parameter("theta")
    circuit = QuantumCircuit(1)
    circuit.rx(theta, 0)
    circuit.measure_all()
    ready = transpile_to_IQM(circuit, garnet)
    angles = [0, math.pi / 2, math.pi]
    counts = garnet.run([ready.assign_parameters({theta: angle}) for angle in angles], shots=1000).result().get_counts()
    for angle, found in zip(angles, counts):
        assert abs(found.get("1", 0) / 1000 - math.sin(angle / 2) ** 2) < 0.13


def test_memory_is_shot_by_shot(garnet):
    result = run(garnet, ghz(2), shots=50)
    memory = result.get_memory()
    assert len(memory) == 50
    assert {bits: memory.count(bits) for bits in set(memory)} == dict(result.get_counts())


def test_heralding_drops_shots(garnet):
    options = CircuitCompilationOptions(heralding_mode=HeraldingMode.ZEROS)
    counts = run(garnet, ghz(2), shots=2000, circuit_compilation_options=options).get_counts()
    assert 1700 < sum(counts.values()) < 2000
    assert fidelity(counts) > 0.85


def test_metrics_are_the_noise_of_the_machine(backend_of):
    target = backend_of("emu_garnet", use_metrics=True).target
    assert 5e-6 < target.qubit_properties[0].t1 < 2e-4
    assert 0 < target["r"][(0,)].error < 0.02
    assert target["cz"][(0, 1)].duration == pytest.approx(40e-9)
    star = backend_of("emu_deneb", use_metrics=True).target
    assert 0 < star["measure"][(0,)].error < 0.1


def test_job_by_its_id(garnet, url):
    job = garnet.run(transpile_to_IQM(ghz(2), garnet), shots=100)
    counts = job.result().get_counts()
    again = IQMProvider(url, quantum_computer="emu_garnet").get_backend().retrieve_job(job.job_id())
    assert again.status() == JobStatus.DONE
    assert again.result().get_counts() == counts
    assert again.cancel() is False


def test_timeline_is_in_order(garnet):
    job = garnet.run(transpile_to_IQM(ghz(2), garnet), shots=10)
    timeline = job.result().timeline
    assert [entry.status for entry in timeline] == ["created", "execution_started", "completed"]
    assert [entry.timestamp for entry in timeline] == sorted(entry.timestamp for entry in timeline)


def test_machine_that_is_not_there(url):
    with pytest.raises(Exception, match="emu_garnet"):
        IQMProvider(url, quantum_computer="garnet").get_backend()
