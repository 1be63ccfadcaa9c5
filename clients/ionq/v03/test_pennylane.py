"""pennylane-ionq 0.44.0, API v0.3. Its address has no setting: users assign APIClient.BASE_URL."""

import numpy as np
import pennylane as qml
import pytest
from pennylane_ionq import api_client


@pytest.fixture(autouse=True, scope="module")
def address(origin):
    api_client.APIClient.BASE_URL = f"{origin}/v0.3"


def test_one_qubit():
    device = qml.device("ionq.simulator", wires=1, shots=1000)

    @qml.qnode(device)
    def circuit():
        qml.RX(0.6, wires=0)
        return qml.probs(wires=0)

    circuit()
    assert device.prob == pytest.approx([np.cos(0.3) ** 2, np.sin(0.3) ** 2], abs=1e-12)


def test_wire_zero_is_the_left_bit():
    device = qml.device("ionq.simulator", wires=3, shots=100)

    @qml.qnode(device)
    def circuit():
        qml.PauliX(wires=0)
        return qml.probs(wires=[0, 1, 2])

    assert list(circuit()) == [0, 0, 0, 0, 1, 0, 0, 0]


def test_exact_quarters():
    device = qml.device("ionq.simulator", wires=2, shots=1000)

    @qml.qnode(device)
    def circuit():
        qml.Hadamard(wires=0)
        qml.Hadamard(wires=1)
        return qml.probs(wires=[0, 1])

    circuit()
    assert np.all(device.prob == 0.25)


def test_a_qpu():
    device = qml.device("ionq.qpu", backend="aria-1", wires=2, shots=1000)

    @qml.qnode(device)
    def circuit():
        qml.Hadamard(wires=0)
        qml.CNOT(wires=[0, 1])
        return qml.sample(qml.PauliZ(0) @ qml.PauliZ(1))

    assert np.mean(circuit()) > 0.85


def test_a_wrong_key():
    device = qml.device("ionq.simulator", wires=1, shots=100, api_key="not-a-key")

    @qml.qnode(device)
    def circuit():
        qml.PauliX(0)
        return qml.probs(wires=0)

    with pytest.raises(Exception, match="401|Unauthorized|key"):
        circuit()
