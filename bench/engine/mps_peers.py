"""Runs circuits on Qiskit Aer's matrix-product states for the engine bench, one at a time, as asked on standard input.

A request is one line of JSON: {"circuit": path, "shots": n, "maxBond": n, "maxTruncation": w, "lapack": bool}. The answer
is one line: {"wallMs", "cpuMs"} of state evolution and sampling, the circuit object being built before, or {"error"}.
Double precision, on as many threads as OMP_NUM_THREADS says.
"""

import json
import os
import sys
import time

import numpy as np
from qiskit import QuantumCircuit
from qiskit.circuit.library import UnitaryGate
from qiskit_aer import AerSimulator

THREADS = int(os.environ.get("OMP_NUM_THREADS", "1"))


def matrix_of(operation):
    numbers = np.array(operation["matrix"])
    size = 2 ** len(operation["qubits"])
    return (numbers[0::2] + 1j * numbers[1::2]).reshape(size, size)


def build(circuit):
    n = circuit["qubitCount"]
    quantum = QuantumCircuit(n, n)
    for operation in circuit["operations"]:
        qubits = operation["qubits"]
        if operation["kind"] == "unitary":
            quantum.append(UnitaryGate(matrix_of(operation)), qubits)
        else:
            getattr(quantum, operation["gate"])(*operation.get("params", []), *qubits)
    quantum.measure(range(n), range(n))
    return quantum


def run(quantum, request):
    simulator = AerSimulator(
        method="matrix_product_state",
        matrix_product_state_max_bond_dimension=request["maxBond"],
        matrix_product_state_truncation_threshold=request["maxTruncation"],
        mps_lapack=request["lapack"],
        max_parallel_threads=THREADS,
    )
    result = simulator.run(quantum, shots=request["shots"], seed_simulator=1).result()
    if not result.success:
        raise RuntimeError(result.status)


def main():
    built = {}
    for line in sys.stdin:
        request = json.loads(line)
        try:
            path = request["circuit"]
            if path not in built:
                with open(path) as file:
                    built[path] = build(json.load(file))
            wall, cpu = time.perf_counter(), time.process_time()
            run(built[path], request)
            answer = {
                "wallMs": 1000 * (time.perf_counter() - wall),
                "cpuMs": 1000 * (time.process_time() - cpu),
            }
        except Exception as error:  # told to the bench, which names the peer that failed
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
