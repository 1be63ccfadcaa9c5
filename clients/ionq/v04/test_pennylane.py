"""pennylane-ionq 0.45.0, API v0.4. Its address has no setting: users assign APIClient.BASE_URL."""

import numpy as np
import pennylane as qml
import pytest
from pennylane import numpy as pnp
from pennylane_ionq import api_client
from pennylane_ionq.api_client import JobExecutionError  # noqa: F401  (what users catch)
from pennylane_ionq.ops import GPI, GPI2, MS


@pytest.fixture(autouse=True, scope="module")
def address(origin):
    api_client.APIClient.BASE_URL = f"{origin}/v0.4"


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


def test_a_gradient_is_a_batch_of_circuits():
    device = qml.device("ionq.simulator", wires=2, shots=20_000)

    @qml.qnode(device, diff_method="parameter-shift")
    def circuit(theta):
        qml.RX(theta, wires=0)
        qml.CNOT(wires=[0, 1])
        return qml.expval(qml.PauliZ(1))

    theta = pnp.array(0.7, requires_grad=True)
    assert qml.grad(circuit)(theta) == pytest.approx(-np.sin(0.7), abs=0.04)


def test_native_gates():
    device = qml.device("ionq.simulator", wires=2, shots=1000, gateset="native")

    @qml.qnode(device)
    def circuit():
        GPI(0.1, wires=[0])
        GPI2(0.2, wires=[1])
        MS(0.1, 0.2, 0.25, wires=[0, 1])
        return qml.probs(wires=[0, 1])

    circuit()
    assert np.sum(device.prob) == pytest.approx(1, abs=1e-9)
    assert np.max(device.prob) < 1


def test_evolution_is_the_first_order_product():
    device = qml.device("ionq.simulator", wires=3, shots=2000)

    @qml.qnode(device)
    def circuit():
        qml.Hadamard(wires=0)
        hamiltonian = qml.Hamiltonian([0.5, -0.3], [qml.PauliX(0) @ qml.PauliY(1), qml.PauliZ(1) @ qml.PauliZ(2)])
        qml.evolve(hamiltonian, 0.7)
        qml.Hadamard(wires=0)
        return qml.probs(wires=[0, 1, 2])

    circuit()
    reference = qml.device("default.qubit", wires=3)

    @qml.qnode(reference)
    def exact():
        qml.Hadamard(wires=0)
        qml.PauliRot(2 * 0.7 * 0.5, "XY", wires=[0, 1])
        qml.PauliRot(2 * 0.7 * -0.3, "ZZ", wires=[1, 2])
        qml.Hadamard(wires=0)
        return qml.probs(wires=[0, 1, 2])

    assert device.prob == pytest.approx(np.asarray(exact()), abs=1e-9)


def test_a_qpu_with_debiasing_and_sharpening():
    device = qml.device(
        "ionq.qpu", backend="aria-1", wires=2, shots=1000, error_mitigation={"debiasing": True}, sharpen=True
    )

    @qml.qnode(device)
    def circuit():
        qml.Hadamard(wires=0)
        qml.CNOT(wires=[0, 1])
        return qml.sample(qml.PauliZ(0) @ qml.PauliZ(1))

    assert np.mean(circuit()) > 0.85


def test_a_noise_model():
    device = qml.device("ionq.simulator", wires=2, shots=2000, noise_model="aria-1", noise_seed=4)

    @qml.qnode(device)
    def circuit():
        for _ in range(10):
            qml.CNOT(wires=[0, 1])
        return qml.probs(wires=[0, 1])

    circuit()
    assert 0.7 < device.prob[0] < 0.97


def test_an_empty_circuit():
    device = qml.device("ionq.simulator", wires=2, shots=100)

    @qml.qnode(device)
    def circuit():
        return qml.probs(wires=[0, 1])

    assert list(circuit()) == [1, 0, 0, 0]


def test_a_wrong_key():
    device = qml.device("ionq.simulator", wires=1, shots=100, api_key="not-a-key")

    @qml.qnode(device)
    def circuit():
        qml.PauliX(0)
        return qml.probs(wires=0)

    with pytest.raises(Exception, match="401|Unauthorized|key"):
        circuit()


def test_a_refused_job_says_why():
    device = qml.device("ionq.qpu", backend="nowhere-9", wires=1, shots=100)

    @qml.qnode(device)
    def circuit():
        qml.PauliX(0)
        return qml.probs(wires=0)

    with pytest.raises(Exception, match="nowhere-9"):
        circuit()
