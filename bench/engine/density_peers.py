"""Runs Qiskit Aer's density matrix under noise for the engine bench, as asked on standard input.

A request is one line of JSON: {"circuit": {...}, "noise": {"oneQubitRate", "twoQubitRate"} | {"t1Seconds", "t2Seconds",
"oneQubitSeconds", "twoQubitSeconds"}}. The answer is one line: {"wallMs", "cpuMs", "probabilities"}, or {"error"}. Single
precision, on as many threads as OMP_NUM_THREADS says, with the gate fusion that Aer does by itself. Gates come as Naru
writes them; each is followed by its error.
"""

import json
import os
import sys
import time

from qiskit import QuantumCircuit
from qiskit_aer import AerSimulator
from qiskit_aer.noise import NoiseModel, depolarizing_error, thermal_relaxation_error

THREADS = int(os.environ.get("OMP_NUM_THREADS", "1"))
ONE_QUBIT = ["h", "x", "s", "t", "rx", "ry", "rz"]
TWO_QUBITS = ["cx", "cz", "cp", "rzz", "swap"]


def model_of(noise):
    model = NoiseModel()
    if "oneQubitRate" in noise:
        one = depolarizing_error(noise["oneQubitRate"], 1)
        two = depolarizing_error(noise["twoQubitRate"], 2)
    else:
        one = thermal_relaxation_error(noise["t1Seconds"], noise["t2Seconds"], noise["oneQubitSeconds"])
        single = thermal_relaxation_error(noise["t1Seconds"], noise["t2Seconds"], noise["twoQubitSeconds"])
        two = single.tensor(single)
    model.add_all_qubit_quantum_error(one, ONE_QUBIT)
    model.add_all_qubit_quantum_error(two, TWO_QUBITS)
    return model


def circuit_of(circuit):
    quantum = QuantumCircuit(circuit["qubitCount"])
    for operation in circuit["operations"]:
        getattr(quantum, operation["gate"])(*operation.get("params", []), *operation["qubits"])
    quantum.save_probabilities()
    return quantum


def answer_to(request):
    quantum = circuit_of(request["circuit"])
    simulator = AerSimulator(
        method="density_matrix",
        precision="single",
        noise_model=model_of(request["noise"]),
        max_parallel_threads=THREADS,
    )
    wall, cpu = time.perf_counter(), time.process_time()
    result = simulator.run(quantum).result()
    timing = {"wallMs": 1000 * (time.perf_counter() - wall), "cpuMs": 1000 * (time.process_time() - cpu)}
    if not result.success:
        raise RuntimeError(result.status)
    return {**timing, "probabilities": [float(value) for value in result.data()["probabilities"]]}


def main():
    for line in sys.stdin:
        try:
            answer = answer_to(json.loads(line))
        except Exception as error:  # told to the bench, which names the peer that failed
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
