"""qiskit-ionq 0.5.13 (qiskit 1), API v0.3."""

import pytest
from statistical import within
from qiskit import QuantumCircuit
from qiskit.providers import JobStatus
from qiskit.quantum_info import Statevector
from qiskit_ionq import ErrorMitigation, GPI2Gate, IonQProvider, MSGate
from qiskit_ionq.exceptions import IonQAPIError


@pytest.fixture(scope="module")
def simulator():
    return IonQProvider().get_backend("ionq_simulator")


def bell() -> QuantumCircuit:
    circuit = QuantumCircuit(2, 2, name="bell")
    circuit.h(0)
    circuit.cx(0, 1)
    circuit.measure([0, 1], [0, 1])
    return circuit


def test_a_bell_pair(simulator):
    job = simulator.run(bell(), shots=1000)
    assert job.get_probabilities() == {"00": 0.5, "11": 0.5}
    counts = job.get_counts()
    assert within(counts["00"], 1000, 0.5)


def test_bit_order_and_partial_measurement(simulator):
    circuit = QuantumCircuit(3, 2)
    circuit.x(2)
    circuit.measure([2, 0], [0, 1])
    assert simulator.run(circuit, shots=10).get_counts() == {"01": 10}


def test_gates_agree_with_qiskits_own_state_vector(simulator):
    circuit = QuantumCircuit(3)
    circuit.h([0, 1, 2])
    circuit.rx(0.4, 0), circuit.ry(0.5, 1), circuit.rz(0.6, 2), circuit.p(0.7, 0), circuit.sx(1), circuit.t(2)
    circuit.cx(0, 1), circuit.cp(0.8, 1, 2), circuit.rxx(0.9, 0, 2), circuit.rzz(1.1, 0, 1), circuit.ccx(0, 1, 2)
    circuit.swap(0, 2)
    circuit.h([0, 1, 2])
    exact = Statevector(circuit).probabilities_dict()
    circuit.measure_all()
    seen = simulator.run(circuit, shots=1_000_000).get_probabilities()
    for outcome, probability in exact.items():
        assert seen.get(outcome, 0) == pytest.approx(probability, abs=1e-9)


def test_native_gates():
    backend = IonQProvider().get_backend("ionq_simulator", gateset="native")
    circuit = QuantumCircuit(2, 2)
    circuit.append(GPI2Gate(0.25), [0])
    circuit.append(MSGate(0.1, 0.2, 0.25), [0, 1])
    circuit.measure([0, 1], [0, 1])
    exact = Statevector(circuit.remove_final_measurements(inplace=False)).probabilities_dict()
    seen = backend.run(circuit, shots=10_000).get_probabilities()
    for outcome, probability in exact.items():
        assert seen.get(outcome, 0) == pytest.approx(probability, abs=1e-9)


def test_several_circuits(simulator):
    flipped = QuantumCircuit(2, 2)
    flipped.x(1)
    flipped.measure([0, 1], [0, 1])
    result = simulator.run([flipped, bell()], shots=100).result()
    assert result.get_counts(0) == {"10": 100}
    assert set(result.get_counts(1)) == {"00", "11"}


def test_noise(simulator):
    counts = simulator.run(bell(), shots=2000, noise_model="aria-1").get_counts()
    assert sum(counts.values()) == 2000


def test_a_qpu_with_debiasing():
    backend = IonQProvider().get_backend("ionq_qpu.aria-1")
    job = backend.run(bell(), shots=1000, error_mitigation=ErrorMitigation.DEBIASING)
    counts = job.get_counts()
    assert counts["00"] + counts["11"] > 900


def test_calibration_and_status():
    calibration = IonQProvider().get_backend("ionq_qpu.aria-1").calibration()
    assert calibration.num_qubits == 25


def test_a_job_is_found_again_and_deleted(simulator):
    job = simulator.run(bell(), shots=10)
    job.result()
    assert simulator.retrieve_job(job.job_id()).status() is JobStatus.DONE
    simulator.client.delete_job(job.job_id())
    with pytest.raises(IonQAPIError):
        simulator.client.retrieve_job(job.job_id())


def test_cancelling(simulator):
    circuit = QuantumCircuit(22)
    for layer in range(40):
        for q in range(22):
            circuit.ry(0.1 + 0.01 * layer, q)
        for q in range(layer % 2, 21, 2):
            circuit.cx(q, q + 1)
    circuit.measure_all()
    job = simulator.run(circuit, shots=10)
    job.cancel()
    job.wait_for_final_state(timeout=30, wait=0.2)
    assert job.status() is JobStatus.CANCELLED


def test_a_wrong_key():
    with pytest.raises(IonQAPIError):
        IonQProvider("not-a-key").get_backend("ionq_simulator").run(bell(), shots=10)
