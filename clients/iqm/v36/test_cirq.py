"""Flows of iqm-client's part for Cirq."""

import cirq
import pytest
from iqm.cirq_iqm.iqm_sampler import IQMSampler


@pytest.fixture(scope="module")
def sampler(url):
    return IQMSampler(url, quantum_computer="emu_garnet")


def ready(sampler, circuit):
    routed, _, _ = sampler.device.route_circuit(sampler.device.decompose_circuit(circuit))
    return sampler.device.decompose_circuit(routed)


def test_bell(sampler):
    a, b = cirq.NamedQubit.range(2, prefix="q")
    circuit = cirq.Circuit(cirq.H(a), cirq.CNOT(a, b), cirq.measure(a, b, key="m"))
    counts = sampler.run(ready(sampler, circuit), repetitions=1000).histogram(key="m")
    assert counts[0] + counts[3] > 850
    assert counts[0] > 300 and counts[3] > 300


def test_bits_are_in_cirqs_order(sampler):
    a, b, c = cirq.NamedQubit.range(3, prefix="q")
    circuit = cirq.Circuit(cirq.X(b), cirq.X(c), cirq.measure(a, b, c, key="m"))
    counts = sampler.run(ready(sampler, circuit), repetitions=500).histogram(key="m")
    assert counts.most_common(1)[0][0] == 0b011


def test_several_circuits_in_one_job(sampler):
    (a,) = cirq.NamedQubit.range(1, prefix="q")
    circuits = [cirq.Circuit(cirq.X(a) ** power, cirq.measure(a, key="m")) for power in (0, 1)]
    results = sampler.run_iqm_batch([ready(sampler, circuit) for circuit in circuits], repetitions=200)
    assert [result.histogram(key="m").most_common(1)[0][0] for result in results] == [0, 1]
