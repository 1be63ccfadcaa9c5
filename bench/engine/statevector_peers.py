"""Runs circuits on the peers of the engine bench, one at a time, as asked on standard input.

A request is one line of JSON: {"peer": "aer" | "qsim2" | "qsim3" | "qsim4", "circuit": path, "shots": n}. The answer is one
line: {"wallMs", "cpuMs"} of state evolution and sampling, the peer's own circuit object being built before, or {"error"}.
Everything is single precision, on as many threads as OMP_NUM_THREADS says.
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


PEERS = {
    "aer": aer,
    "qsim2": lambda circuit: qsim(circuit, 2),
    "qsim3": lambda circuit: qsim(circuit, 3),
    "qsim4": lambda circuit: qsim(circuit, 4),
}


def main():
    prepared = {}
    for line in sys.stdin:
        request = json.loads(line)
        try:
            key = (request["peer"], request["circuit"])
            if key not in prepared:
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
