"""cirq-ionq 1.7.0, API v0.4. It reads IONQ_REMOTE_HOST and IONQ_API_KEY."""

import math

import cirq
import cirq_ionq
import numpy as np
import pytest
import sympy
from statistical import within


@pytest.fixture(scope="module")
def service() -> cirq_ionq.Service:
    return cirq_ionq.Service(default_target="simulator", max_retry_seconds=30)


q = cirq.LineQubit.range(4)


def bell() -> cirq.Circuit:
    return cirq.Circuit(cirq.H(q[0]), cirq.CNOT(q[0], q[1]), cirq.measure(q[0], q[1], key="m"))


def single(results):
    """The one result of a job of one circuit; some releases wrap it in a list."""
    return results[0] if isinstance(results, list) else results


def heavy() -> cirq.Circuit:
    qubits = cirq.LineQubit.range(22)
    moments = [
        [cirq.ry(0.1 + 0.01 * layer + 0.003 * k)(qubit) for k, qubit in enumerate(qubits)]
        + [cirq.CNOT(qubits[k], qubits[k + 1]) for k in range(layer % 2, 21, 2)]
        for layer in range(40)
    ]
    return cirq.Circuit(moments, cirq.measure(*qubits, key="m"))


def test_a_bell_pair(service):
    result = service.run(bell(), repetitions=1000, seed=3)
    counts = result.histogram(key="m")
    assert set(counts) == {0, 3}
    assert within(counts[0], 1000, 0.5)


def test_the_first_measured_qubit_is_the_left_bit(service):
    circuit = cirq.Circuit(cirq.X(q[0]), cirq.measure(q[0], q[1], q[2], key="m"))
    job = service.create_job(circuit, repetitions=10)
    assert single(job.results()).probabilities() == {0b100: 1.0}
    assert service.run(circuit, repetitions=10).histogram(key="m") == {0b100: 10}


def test_several_measurement_keys(service):
    circuit = cirq.Circuit(cirq.X(q[1]), cirq.H(q[0]), cirq.measure(q[1], key="one"), cirq.measure(q[0], key="coin"))
    result = service.run(circuit, repetitions=200, seed=1)
    assert result.histogram(key="one") == {1: 200}
    assert within(result.histogram(key="coin")[1], 200, 0.5)


def test_every_gate_agrees_with_cirqs_own_simulator(service):
    circuit = cirq.Circuit(
        [cirq.H(a) for a in q],
        cirq.X(q[0]), cirq.Y(q[1]), cirq.Z(q[2]), cirq.S(q[0]), cirq.T(q[1]), cirq.S(q[2]) ** -1, cirq.T(q[3]) ** -1,
        cirq.X(q[0]) ** 0.5, cirq.X(q[1]) ** -0.5, cirq.rx(0.3)(q[0]), cirq.ry(0.5)(q[1]), cirq.rz(0.7)(q[2]),
        cirq.X(q[3]) ** 0.2, cirq.CNOT(q[0], q[1]), cirq.SWAP(q[1], q[2]),
        cirq.XX(q[0], q[1]) ** 0.3, cirq.YY(q[1], q[2]) ** 0.4, cirq.ZZ(q[2], q[3]) ** 0.6,
        cirq.CNOT(q[2], q[3]),
    )
    exact = np.abs(cirq.Simulator(dtype=np.complex128).simulate(circuit).final_state_vector) ** 2
    job = service.create_job(circuit + cirq.measure(*q, key="m"), repetitions=100)
    probabilities = single(job.results()).probabilities()
    for outcome, probability in enumerate(exact):
        assert probabilities.get(outcome, 0) == pytest.approx(probability, abs=1e-6), outcome


def test_a_batch(service):
    circuits = [cirq.Circuit(cirq.X(q[k]), cirq.measure(q[0], q[1], key="m")) for k in (0, 1)]
    results = service.run_batch(circuits, repetitions=50)
    assert [dict(result.histogram(key="m")) for result in results] == [{0b10: 50}, {0b01: 50}]
    # The client remembers that it asked for a batch; a single job after it must still be readable.
    assert service.run(bell(), repetitions=10).histogram(key="m").total() == 10


def test_a_sampler_sweeps_a_parameter(service):
    theta = sympy.Symbol("theta")
    circuit = cirq.Circuit(cirq.rx(theta)(q[0]), cirq.measure(q[0], key="o"))
    frame = service.sampler(target="simulator", seed=2).sample(
        circuit, repetitions=3, params=cirq.Linspace("theta", 0, math.pi, 2)
    )
    assert list(frame["o"]) == [0, 0, 0, 1, 1, 1]


def test_native_ms(service):
    circuit = cirq.Circuit(
        cirq_ionq.GPI2Gate(phi=0.25)(q[0]),
        cirq_ionq.MSGate(phi0=0.1, phi1=0.2)(q[0], q[1]),
        cirq_ionq.GPIGate(phi=0.3)(q[1]),
    )
    exact = np.abs(cirq.Simulator(dtype=np.complex128).simulate(circuit).final_state_vector) ** 2
    result = service.run(circuit + cirq.measure(q[0], q[1], key="m"), repetitions=20_000, seed=1)
    for outcome, probability in enumerate(exact):
        assert within(result.histogram(key="m")[outcome], 20_000, float(probability))


def test_native_zz_on_forte(service):
    circuit = cirq.Circuit(
        cirq_ionq.GPI2Gate(phi=0.25)(q[0]),
        cirq_ionq.GPI2Gate(phi=0.25)(q[1]),
        cirq_ionq.ZZGate(theta=0.25)(q[0], q[1]),
        cirq_ionq.GPI2Gate(phi=0)(q[0]),
        cirq.measure(q[0], q[1], key="m"),
    )
    counts = service.run(
        circuit, repetitions=1000, target="qpu.forte-1", error_mitigation={"debiasing": True}, sharpen=True
    ).histogram(key="m")
    assert counts.total() == 1000


def test_a_pauli_exponential(service):
    circuit = cirq.Circuit(
        cirq.H(q[0]),
        cirq.PauliSumExponential(cirq.X(q[0]) * cirq.Y(q[1]) + 0.5 * cirq.Y(q[0]) * cirq.X(q[1]), exponent=-0.4),
    )
    exact = np.abs(cirq.Simulator(dtype=np.complex128).simulate(circuit).final_state_vector) ** 2
    job = service.create_job(circuit + cirq.measure(*q[:2], key="m"), repetitions=100)
    probabilities = single(job.results()).probabilities()
    for outcome, probability in enumerate(exact):
        assert probabilities.get(outcome, 0) == pytest.approx(probability, abs=1e-6), outcome


def test_noise_with_a_seed_repeats(service):
    runs = [
        service.create_job(bell(), repetitions=500, noise={"model": "aria-1", "seed": 9}).results() for _ in range(2)
    ]
    first, second = map(single, runs)
    assert first.probabilities() == second.probabilities()


def test_listing_ends_without_repeats(service):
    for _ in range(3):
        service.run(bell(), repetitions=5)
    jobs = service.list_jobs(status="completed", limit=100)
    ids = [job.job_id() for job in jobs]
    assert len(ids) >= 3
    assert len(set(ids)) == len(ids)


def test_cancel_and_delete(service):
    job = service.create_job(heavy(), repetitions=10)
    job.cancel()
    with pytest.raises(RuntimeError, match="canceled"):
        job.results(timeout_seconds=30, polling_seconds=0.2)
    assert job.status() == "canceled"
    job.delete()
    with pytest.raises(cirq_ionq.IonQNotFoundException):
        service.get_job(job.job_id())


def test_calibration(service):
    calibration = service.get_current_calibration()
    assert calibration.num_qubits() >= 25
    assert len(service.list_calibrations()) >= 1


def test_dry_run(service):
    job = service.create_job(bell(), repetitions=10, target="qpu.forte-1", dry_run=True)
    assert job.status() in ("submitted", "ready", "started", "completed")


def test_errors_are_told_apart(service):
    with pytest.raises(cirq_ionq.IonQNotFoundException):
        service.get_job("00000000-0000-7000-8000-000000000000")
    with pytest.raises(cirq_ionq.IonQException) as refused:
        service.create_job(bell(), repetitions=10, target="qpu.nowhere-9")
    assert "nowhere-9" in str(refused.value)
    with pytest.raises(cirq_ionq.IonQException) as refused:
        cirq_ionq.Service(api_key="not-a-key").create_job(bell(), repetitions=10, target="simulator")
    assert refused.value.status_code == 401
