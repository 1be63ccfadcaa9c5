"""qiskit-ionq 1.1.1, API v0.4. It reads IONQ_API_URL and IONQ_API_KEY."""

import math

import pytest
from statistical import within
from qiskit import QuantumCircuit, transpile
from qiskit.circuit.library import PauliEvolutionGate
from qiskit.providers import JobStatus
from qiskit.quantum_info import SparsePauliOp, Statevector
from qiskit_ionq import GPI2Gate, GPIGate, IonQProvider, MSGate, ZZGate
from qiskit_ionq.exceptions import IonQAPIError, IonQJobError, IonQJobStateError
from qiskit_ionq.ionq_session import Session


@pytest.fixture(scope="module")
def provider() -> IonQProvider:
    return IonQProvider()


@pytest.fixture(scope="module")
def simulator(provider):
    return provider.get_backend("ionq_simulator")


def bell() -> QuantumCircuit:
    circuit = QuantumCircuit(2, 2, name="bell")
    circuit.h(0)
    circuit.cx(0, 1)
    circuit.measure([0, 1], [0, 1])
    return circuit


def one_on(qubit: int, width: int) -> QuantumCircuit:
    circuit = QuantumCircuit(width, width)
    circuit.x(qubit)
    circuit.measure(range(width), range(width))
    return circuit


def heavy(width: int = 22, layers: int = 40) -> QuantumCircuit:
    """Long enough to be met while it runs."""
    circuit = QuantumCircuit(width)
    for layer in range(layers):
        for q in range(width):
            circuit.ry(0.1 + 0.01 * layer + 0.003 * q, q)
        for q in range(layer % 2, width - 1, 2):
            circuit.cx(q, q + 1)
    circuit.measure_all()
    return circuit


def test_backends_have_their_true_widths(provider):
    assert provider.get_backend("ionq_simulator").num_qubits >= 28
    assert provider.get_backend("ionq_qpu.aria-1").num_qubits == 25
    assert provider.get_backend("ionq_qpu.forte-1").num_qubits == 36


def test_a_qpu_tells_its_calibration(provider):
    calibration = provider.get_backend("ionq_qpu.forte-1").calibration()
    assert calibration.qubits == 36
    assert 0.99 < calibration.median_spam_fidelity < 1
    assert provider.get_backend("ionq_qpu.forte-1").status() is True


def test_a_bell_pair_on_the_ideal_simulator(simulator):
    job = simulator.run(bell(), shots=1000)
    assert job.get_probabilities() == {"00": 0.5, "11": 0.5}
    counts = job.get_counts()
    assert sum(counts.values()) == 1000
    assert set(counts) == {"00", "11"}
    assert within(counts["00"], 1000, 0.5)


def test_the_sampler_seed_repeats_the_counts(simulator):
    first, second = (simulator.run(bell(), shots=500, sampler_seed=7).get_counts() for _ in range(2))
    assert first == second


@pytest.mark.parametrize("qubit", [0, 1, 2])
def test_qubit_zero_is_the_rightmost_bit(simulator, qubit):
    counts = simulator.run(one_on(qubit, 3), shots=10).get_counts()
    assert counts == {format(1 << qubit, "03b"): 10}


def test_partial_measurement_into_permuted_bits(simulator):
    circuit = QuantumCircuit(3, 2)
    circuit.x(2)
    circuit.measure([2, 0], [0, 1])
    assert simulator.run(circuit, shots=10).get_counts() == {"01": 10}


def every_gate() -> QuantumCircuit:
    circuit = QuantumCircuit(4)
    for q in range(4):
        circuit.h(q)
        circuit.rx(0.3 + q, q)
    circuit.x(0), circuit.y(1), circuit.z(2), circuit.s(0), circuit.sdg(1), circuit.t(2), circuit.tdg(3)
    circuit.sx(0), circuit.sxdg(1), circuit.rx(0.4, 0), circuit.ry(0.5, 1), circuit.rz(0.6, 2), circuit.p(0.7, 3)
    circuit.cx(0, 1), circuit.cy(1, 2), circuit.cz(2, 3), circuit.ch(3, 0), circuit.csx(0, 2)
    circuit.crx(0.8, 0, 1), circuit.cry(0.9, 1, 2), circuit.crz(1.0, 2, 3), circuit.cp(1.1, 3, 0)
    circuit.swap(0, 3), circuit.rxx(1.2, 0, 1), circuit.ryy(1.3, 1, 2), circuit.rzz(1.4, 2, 3)
    circuit.ccx(0, 1, 2), circuit.mcx([0, 1, 2], 3), circuit.mcp(0.35, [0, 1, 2], 3)
    return circuit


def test_every_gate_agrees_with_qiskits_own_state_vector(simulator):
    circuit = every_gate()
    exact = Statevector(circuit).probabilities_dict()
    circuit.measure_all()
    seen = simulator.run(circuit, shots=1_000_000).get_probabilities()
    for outcome, probability in exact.items():
        assert seen.get(outcome, 0) == pytest.approx(probability, abs=1e-9), outcome


def test_pauli_evolution_agrees_with_qiskits_own_state_vector(simulator):
    circuit = QuantumCircuit(3)
    circuit.h([0, 1])
    circuit.append(PauliEvolutionGate(SparsePauliOp(["XXI", "ZZI", "YYZ"], [0.3, -0.4, 0.25]), time=0.8), [0, 1, 2])
    exact = Statevector(circuit).probabilities_dict()
    circuit.measure_all()
    seen = simulator.run(circuit, shots=1_000_000).get_probabilities()
    for outcome, probability in exact.items():
        assert seen.get(outcome, 0) == pytest.approx(probability, abs=1e-9), outcome


def test_native_gates_with_ms_on_the_simulator(provider):
    backend = provider.get_backend("ionq_simulator", gateset="native")
    circuit = QuantumCircuit(2, 2)
    circuit.append(GPI2Gate(0.25), [0])
    circuit.append(MSGate(0.1, 0.2, 0.25), [0, 1])
    circuit.append(GPIGate(0.3), [1])
    circuit.measure([0, 1], [0, 1])
    exact = Statevector(circuit.remove_final_measurements(inplace=False)).probabilities_dict()
    seen = backend.run(circuit, shots=10_000).get_probabilities()
    for outcome, probability in exact.items():
        assert seen.get(outcome, 0) == pytest.approx(probability, abs=1e-9)


def test_native_zz_on_forte(provider):
    backend = provider.get_backend("ionq_qpu.forte-1", gateset="native")
    circuit = QuantumCircuit(2, 2)
    circuit.append(GPI2Gate(0.25), [0])
    circuit.append(GPI2Gate(0.25), [1])
    circuit.append(ZZGate(0.25), [0, 1])
    circuit.append(GPI2Gate(0), [1])
    circuit.measure([0, 1], [0, 1])
    exact = Statevector(circuit.remove_final_measurements(inplace=False)).probabilities_dict()
    counts = backend.run(circuit, shots=4000).get_counts()
    assert sum(counts.values()) == 4000
    for outcome, probability in exact.items():
        assert counts.get(outcome, 0) / 4000 == pytest.approx(probability, abs=0.06)


def test_the_backends_target_takes_transpiled_circuits(provider):
    backend = provider.get_backend("ionq_qpu.aria-1", gateset="native")
    native = transpile(bell(), backend)
    counts = backend.run(native, shots=2000).get_counts()
    assert counts.get("00", 0) + counts.get("11", 0) > 1850


def test_noise_hurts_as_much_as_published(simulator):
    circuit = QuantumCircuit(2, 2)
    for _ in range(20):
        circuit.cx(0, 1)
        circuit.cx(0, 1)
    circuit.measure([0, 1], [0, 1])
    shots = 10_000
    counts = simulator.run(circuit, shots=shots, noise_model="aria-1").get_counts()
    assert within(counts["00"], shots, 0.25 + 0.75 * (1 - 0.0133) ** 40)


def test_memory_is_one_outcome_for_each_shot(provider):
    backend = provider.get_backend("ionq_simulator")
    backend.set_options(noise_model="aria-1", sampler_seed=11)
    job = backend.run(bell(), shots=200, memory=True)
    memory = job.get_memory()
    assert len(memory) == 200
    counts = job.get_counts()
    assert {outcome: memory.count(outcome) for outcome in set(memory)} == counts
    assert memory != sorted(memory)


def test_the_same_noise_seed_repeats_the_counts(provider):
    backend = provider.get_backend("ionq_simulator")
    backend.set_options(noise_model="forte-1", sampler_seed=5)
    first, second = (backend.run(bell(), shots=300).get_counts() for _ in range(2))
    assert first == second


def test_several_circuits_in_one_job(simulator):
    job = simulator.run([one_on(0, 2), one_on(1, 3), bell()], shots=100)
    result = job.result()
    assert result.get_counts(0) == {"01": 100}
    assert result.get_counts(1) == {"010": 100}
    assert set(result.get_counts(2)) == {"00", "11"}


def test_several_circuits_on_a_qpu(provider):
    backend = provider.get_backend("ionq_qpu.forte-1")
    result = backend.run([one_on(0, 2), one_on(1, 2)], shots=500).result()
    assert result.get_counts(0)["01"] > 450
    assert result.get_counts(1)["10"] > 450


def test_error_mitigation_and_sharpening_are_taken(provider):
    from qiskit_ionq import ErrorMitigation

    backend = provider.get_backend("ionq_qpu.aria-1")
    job = backend.run(bell(), shots=1000, error_mitigation=ErrorMitigation.DEBIASING)
    assert sum(job.result(sharpen=True).get_counts().values()) == pytest.approx(1000, abs=2)


def test_a_job_is_found_again(simulator):
    job = simulator.run(bell(), shots=100)
    job.result()
    again = simulator.retrieve_job(job.job_id())
    assert again.status() is JobStatus.DONE
    assert sum(again.get_counts().values()) == 100


def test_cancelling_a_running_job(simulator):
    job = simulator.run(heavy(), shots=10, noise_model="ideal")
    job.cancel()
    job.wait_for_final_state(timeout=30, wait=0.2)
    assert job.status() is JobStatus.CANCELLED
    with pytest.raises(IonQJobStateError):
        job.result()


def test_deleting_a_job(simulator):
    job = simulator.run(bell(), shots=10)
    job.result()
    simulator.client.delete_job(job.job_id())
    with pytest.raises(IonQAPIError):
        simulator.client.retrieve_job(job.job_id())


def test_a_session_holds_its_jobs(provider):
    backend = provider.get_backend("ionq_qpu.forte-1")
    with Session(backend, max_jobs=3, max_time=10, max_cost=100) as session:
        job = backend.run(bell(), shots=100)
        assert sum(job.get_counts().values()) == 100
        assert session.details()["active"] is True
    assert Session.from_id(session.session_id, backend=backend).details()["active"] is False
    with pytest.raises(IonQAPIError):
        backend.run(bell(), shots=10, session_id=session.session_id)


def test_leaving_a_session_by_an_error_cancels_what_waits(provider):
    backend = provider.get_backend("ionq_qpu.forte-1")
    with pytest.raises(ZeroDivisionError):
        with Session(backend) as session:
            backend.run(bell(), shots=100)
            1 / 0
    assert session.details()["status"] == "ended"


def test_an_estimate(provider):
    backend = provider.get_backend("ionq_qpu.forte-1")
    estimate = backend.client.estimate_job(backend="qpu.forte-1", oneq_gates=10, twoq_gates=5, qubits=4, shots=1000)
    assert estimate.total_runtime >= 0


def test_a_dry_run_gives_the_compiled_circuit(provider):
    backend = provider.get_backend("ionq_qpu.forte-1")
    job = backend.run(bell(), shots=10, dry_run=True)
    job.wait_for_final_state(timeout=30, wait=0.2)
    compiled = job.compiled_circuit("native")
    assert {gate["gate"] for gate in compiled["circuit"]} <= {"gpi", "gpi2", "zz"}
    assert any(gate["gate"] == "zz" for gate in compiled["circuit"])
    with pytest.raises(IonQJobError):
        job.result()


def test_mid_circuit_measurement_and_reset_travel_as_openqasm_3(provider):
    backend = provider.get_backend("ionq_simulator")
    backend.set_options(noise_model="aria-1")
    circuit = QuantumCircuit(2, 3)
    circuit.x(0)
    circuit.measure(0, 0)
    circuit.reset(0)
    circuit.measure(0, 1)
    circuit.x(1)
    circuit.measure(1, 2)
    counts = backend.run(circuit, shots=500).get_counts()
    assert counts.get("101", 0) > 450


def test_a_wrong_key_is_told_apart():
    backend = IonQProvider("not-a-key").get_backend("ionq_simulator")
    with pytest.raises(IonQAPIError) as refused:
        backend.run(bell(), shots=10)
    assert "401" in str(refused.value)


def test_an_unknown_job_is_not_found(simulator):
    with pytest.raises(IonQAPIError) as refused:
        simulator.client.retrieve_job("00000000-0000-7000-8000-000000000000")
    assert "404" in str(refused.value)


def test_an_unknown_backend_is_named(provider):
    with pytest.raises(IonQAPIError) as refused:
        provider.get_backend("ionq_qpu.nowhere-9").run(bell(), shots=10)
    assert "nowhere-9" in str(refused.value)


def test_too_many_qubits_are_refused_with_the_limit(simulator):
    circuit = QuantumCircuit(40)
    for q in range(40):
        circuit.ry(math.pi / 3, q)
    circuit.cx(range(39), range(1, 40))
    circuit.measure_all()
    with pytest.raises(IonQAPIError) as refused:
        simulator.run(circuit, shots=10)
    assert "40" in str(refused.value) and "qubits" in str(refused.value)
