"""Circuits that several flows run."""

import numpy as np
from qiskit import QuantumCircuit
from qiskit.circuit import Parameter
from qiskit.transpiler import generate_preset_pass_manager


def bell() -> QuantumCircuit:
    circuit = QuantumCircuit(2)
    circuit.h(0)
    circuit.cx(0, 1)
    return circuit


def ansatz(qubits: int = 4) -> QuantumCircuit:
    """A state with no symmetry, of two parameters whose order of use is not that of their names."""
    beta, alpha = Parameter("beta"), Parameter("alpha")
    circuit = QuantumCircuit(qubits, metadata={"note": "ansatz"})
    for qubit in range(qubits):
        circuit.ry(beta * (qubit + 1) / 3, qubit)
        circuit.rz(alpha + 0.1 * qubit, qubit)
    for qubit in range(qubits - 1):
        circuit.cx(qubit, qubit + 1)
        circuit.rx(alpha * beta + qubit, qubit + 1)
    return circuit


def values(*shape: int) -> np.ndarray:
    """Values of the two parameters for sets of this shape."""
    return np.linspace(0.2, 2.9, 2 * int(np.prod(shape))).reshape(*shape, 2)


def heavy() -> QuantumCircuit:
    """Takes the simulator minutes, so that it can be cancelled."""
    circuit = QuantumCircuit(26)
    for layer in range(200):
        for qubit in range(26):
            circuit.ry(0.1 + 0.01 * layer + 0.003 * qubit, qubit)
        for qubit in range(layer % 2, 25, 2):
            circuit.cx(qubit, qubit + 1)
    circuit.measure_all()
    return circuit


def isa(circuit: QuantumCircuit, backend, level: int = 1) -> QuantumCircuit:
    """The circuit as the backend runs it."""
    return generate_preset_pass_manager(backend=backend, optimization_level=level, seed_transpiler=7).run(circuit)
