"""Runs circuits on the peers of the engine bench, one at a time, as asked on standard input.

A request is one line of JSON: {"peer": a key of PEERS, "circuit": path, "shots": n}. The answer is one line: {"wallMs",
"cpuMs"} of state evolution and sampling, the peer's own circuit object being built before, or {"error"}. Aer and qsim run
in single precision, Qulacs and Lightning in double, on as many threads as OMP_NUM_THREADS says.
"""

import json
import math
import os
import sys
import time

import numpy as np

THREADS = int(os.environ.get("OMP_NUM_THREADS", "1"))


def matrix_of(operation):
    numbers = np.array(operation["matrix"])
    size = 2 ** len(operation["qubits"])
    return (numbers[0::2] + 1j * numbers[1::2]).reshape(size, size)


def u_matrix(theta, phi, lam):
    c, s = math.cos(theta / 2), math.sin(theta / 2)
    return np.array([[c, -np.exp(1j * lam) * s], [np.exp(1j * phi) * s, np.exp(1j * (phi + lam)) * c]])


def aer(circuit):
    """Qiskit Aer's state-vector method, with its own gate fusion."""
    from qiskit import QuantumCircuit, transpile
    from qiskit.circuit.library import UnitaryGate
    from qiskit_aer import AerSimulator

    n = circuit["qubitCount"]
    quantum = QuantumCircuit(n, n)
    has_controls = False
    for operation in circuit["operations"]:
        qubits = operation["qubits"]
        if operation["kind"] == "unitary":
            quantum.append(UnitaryGate(matrix_of(operation)), qubits)
        elif operation["controls"]:
            has_controls = True
            quantum.mcp(math.pi, operation["controls"], qubits[0])
        else:
            getattr(quantum, operation["gate"])(*operation["params"], *qubits)
    quantum.measure(range(n), range(n))
    simulator = AerSimulator(method="statevector", precision="single", max_parallel_threads=THREADS)
    if has_controls:
        quantum = transpile(quantum, simulator, optimization_level=0)

    def run(shots):
        result = simulator.run(quantum, shots=shots, seed_simulator=1).result()
        if not result.success:
            raise RuntimeError(result.status)

    return run


def cirq_operation(operation, line):
    import cirq

    qubits = [line[q] for q in operation["qubits"]]
    if operation["kind"] == "unitary":
        return cirq.MatrixGate(matrix_of(operation))(*reversed(qubits))  # cirq's first qubit is the high bit
    name, params = operation["gate"], operation["params"]
    if operation["controls"]:
        return cirq.Z(qubits[0]).controlled_by(*(line[q] for q in operation["controls"]))
    if name == "u":
        return cirq.MatrixGate(u_matrix(*params))(*qubits)
    if name == "rzz":
        return cirq.ZZPowGate(exponent=params[0] / math.pi, global_shift=-0.5)(*qubits)
    if name == "cp":
        return cirq.CZPowGate(exponent=params[0] / math.pi)(*qubits)
    if name in ("rx", "ry", "rz"):
        return getattr(cirq, name)(params[0])(*qubits)
    return {"h": cirq.H, "x": cirq.X, "cx": cirq.CNOT, "cz": cirq.CZ, "swap": cirq.SWAP}[name](*qubits)


def qsim(circuit, fused_qubits):
    """Google's qsim, fusing gates into matrices on up to so many qubits."""
    import cirq
    import qsimcirq

    line = cirq.LineQubit.range(circuit["qubitCount"])
    operations = [cirq_operation(operation, line) for operation in circuit["operations"]]
    built = cirq.Circuit(operations + [cirq.measure(*line, key="m")])
    options = qsimcirq.QSimOptions(max_fused_gate_size=fused_qubits, cpu_threads=THREADS)
    simulator = qsimcirq.QSimSimulator(qsim_options=options)
    return lambda shots: simulator.run(built, repetitions=shots)


def qulacs(circuit, fused_qubits):
    """Qulacs, in double precision, with its own fusion into matrices on up to so many qubits (0: none)."""
    import qulacs as ql
    from qulacs import gate as table

    built = ql.QuantumCircuit(circuit["qubitCount"])
    for operation in circuit["operations"]:
        qubits = operation["qubits"]
        if operation["kind"] == "unitary":
            built.add_dense_matrix_gate(qubits, matrix_of(operation))
            continue
        name, params = operation["gate"], operation["params"]
        if operation["controls"]:
            flip = table.to_matrix_gate(table.Z(qubits[0]))
            for control in operation["controls"]:
                flip.add_control_qubit(control, 1)
            built.add_gate(flip)
        elif name in ("h", "x"):
            getattr(built, f"add_{name.upper()}_gate")(*qubits)
        elif name in ("rx", "ry", "rz"):
            getattr(built, f"add_{name.upper()}_gate")(qubits[0], -params[0])  # Qulacs turns the other way
        elif name == "u":
            built.add_dense_matrix_gate(qubits, u_matrix(*params))
        elif name in ("cx", "cz", "swap"):
            getattr(built, {"cx": "add_CNOT_gate", "cz": "add_CZ_gate", "swap": "add_SWAP_gate"}[name])(*qubits)
        elif name == "rzz":
            built.add_gate(table.DiagonalMatrix(qubits, np.exp(-0.5j * params[0] * np.array([1, -1, -1, 1]))))
        elif name == "cp":
            built.add_gate(table.DiagonalMatrix(qubits, np.array([1, 1, 1, np.exp(1j * params[0])])))
        else:
            raise ValueError(f"no gate {name} here")
    if fused_qubits:
        ql.circuit.QuantumCircuitOptimizer().optimize(built, fused_qubits)
    state = ql.QuantumState(circuit["qubitCount"])

    def run(shots):
        state.set_zero_state()
        built.update_quantum_state(state)
        state.sampling(shots)

    return run


def lightning(circuit):
    """PennyLane's lightning.qubit, in double precision."""
    import pennylane as qml

    n = circuit["qubitCount"]
    operations = []
    for operation in circuit["operations"]:
        qubits = operation["qubits"]
        if operation["kind"] == "unitary":
            operations.append(qml.QubitUnitary(matrix_of(operation), wires=qubits[::-1]))  # its first wire is the high bit
            continue
        name, params = operation["gate"], operation["params"]
        if operation["controls"]:
            operations.append(qml.ctrl(qml.PauliZ(qubits[0]), control=operation["controls"]))
        elif name == "u":
            operations.append(qml.QubitUnitary(u_matrix(*params), wires=qubits))
        else:
            makers = {
                "h": qml.Hadamard, "x": qml.PauliX, "rx": qml.RX, "ry": qml.RY, "rz": qml.RZ, "cx": qml.CNOT,
                "cz": qml.CZ, "swap": qml.SWAP, "rzz": qml.IsingZZ, "cp": qml.ControlledPhaseShift,
            }  # fmt: skip
            operations.append(makers[name](*params, wires=qubits))
    device = qml.device("lightning.qubit", wires=n, c_dtype=np.complex128)

    def run(shots):
        device.execute(qml.tape.QuantumScript(operations, [qml.sample(wires=range(n))], shots=shots))

    return run


PEERS = {
    "aer": aer,
    "qsim2": lambda circuit: qsim(circuit, 2),
    "qsim3": lambda circuit: qsim(circuit, 3),
    "qsim4": lambda circuit: qsim(circuit, 4),
    "qulacs0": lambda circuit: qulacs(circuit, 0),
    "qulacs2": lambda circuit: qulacs(circuit, 2),
    "lightning": lightning,
}


def main():
    prepared = {}
    for line in sys.stdin:
        request = json.loads(line)
        try:
            key = (request["peer"], request["circuit"])
            if key not in prepared:
                for other in [other for other in prepared if other[1] != key[1]]:
                    del prepared[other]  # some keep a state
                with open(request["circuit"]) as file:
                    prepared[key] = PEERS[request["peer"]](json.load(file))
            wall, cpu = time.perf_counter(), time.process_time()
            prepared[key](request["shots"])
            answer = {
                "wallMs": 1000 * (time.perf_counter() - wall),
                "cpuMs": 1000 * (time.process_time() - cpu),
            }
        except Exception as error:  # told to the bench, which names the peer that failed
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
