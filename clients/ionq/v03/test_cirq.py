"""cirq-ionq 1.6.1, API v0.3."""

import os

import cirq
import cirq_ionq
import numpy as np
import pytest
from statistical import within

q = cirq.LineQubit.range(3)


@pytest.fixture(scope="module")
def service() -> cirq_ionq.Service:
    return cirq_ionq.Service(default_target="simulator", max_retry_seconds=30)


def bell() -> cirq.Circuit:
    return cirq.Circuit(cirq.H(q[0]), cirq.CNOT(q[0], q[1]), cirq.measure(q[0], q[1], key="m"))


def single(results):
    return results[0] if isinstance(results, list) else results


def test_a_bell_pair(service):
    counts = service.run(bell(), repetitions=1000, seed=3).histogram(key="m")
    assert set(counts) == {0, 3}
    assert within(counts[0], 1000, 0.5)


def test_bit_order(service):
    circuit = cirq.Circuit(cirq.X(q[0]), cirq.measure(*q, key="m"))
    assert service.run(circuit, repetitions=10).histogram(key="m") == {0b100: 10}


def test_gates_agree_with_cirqs_own_simulator(service):
    circuit = cirq.Circuit(
        [cirq.H(a) for a in q], cirq.rx(0.3)(q[0]), cirq.ry(0.5)(q[1]), cirq.rz(0.7)(q[2]), cirq.S(q[0]), cirq.T(q[1]),
        cirq.CNOT(q[0], q[1]), cirq.XX(q[0], q[2]) ** 0.3, cirq.ZZ(q[1], q[2]) ** 0.4, cirq.SWAP(q[0], q[2]),
    )
    exact = np.abs(cirq.Simulator(dtype=np.complex128).simulate(circuit).final_state_vector) ** 2
    job = service.create_job(circuit + cirq.measure(*q, key="m"), repetitions=100)
    probabilities = single(job.results()).probabilities()
    for outcome, probability in enumerate(exact):
        assert probabilities.get(outcome, 0) == pytest.approx(probability, abs=1e-6)


def test_a_batch(service):
    circuits = [cirq.Circuit(cirq.X(q[k]), cirq.measure(q[0], q[1], key="m")) for k in (0, 1)]
    results = service.run_batch(circuits, repetitions=50)
    assert [dict(result.histogram(key="m")) for result in results] == [{0b10: 50}, {0b01: 50}]


def test_a_qpu(service):
    counts = service.run(bell(), repetitions=1000, target="qpu.aria-1").histogram(key="m")
    assert counts.total() == 1000
    assert counts[0] + counts[3] > 900


def test_listing_and_deleting(service):
    job = service.create_job(bell(), repetitions=5)
    job.results()
    assert job.job_id() in {listed.job_id() for listed in service.list_jobs(limit=100)}
    job.delete()
    with pytest.raises(cirq_ionq.IonQNotFoundException):
        service.get_job(job.job_id())


def test_calibration(service):
    assert service.get_current_calibration().num_qubits() >= 25


def test_a_wrong_key():
    with pytest.raises(cirq_ionq.IonQException) as refused:
        cirq_ionq.Service(api_key="not-a-key", remote_host=os.environ["IONQ_REMOTE_HOST"]).create_job(
            bell(), repetitions=10, target="simulator"
        )
    assert refused.value.status_code == 401
