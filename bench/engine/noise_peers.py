"""The noisy circuits of the engine bench, and Qiskit Aer running them by trajectories, as asked on standard input.

A request is one line of JSON. {"make": [qubits, layers, seed], "to": path} writes a circuit as Naru writes it and answers
{}. {"circuit": path, "noise": {...}, "shots": n} runs one and answers {"wallMs", "cpuMs"}, the circuit and the noise model
being built before. Noise is {"p1", "p2"}: any Pauli strikes with these probabilities after gates on one qubit and on two;
or {"t1", "t2", "seconds1", "seconds2"}: thermal relaxation while gates run. Single precision, one thread. What cannot be
done is answered with {"error"}.
"""

import json
import os
import sys
import time

import numpy as np

THREADS = int(os.environ.get("OMP_NUM_THREADS", "1"))
ONE_QUBIT = ["h", "x", "s", "t", "rx", "ry", "rz"]
TWO_QUBIT = ["cx", "cz", "cp", "rzz", "swap"]


def teaching_circuit(qubits, layers, seed):
    """Random gates of teaching circuits: one on each qubit, then as many pairs as fit, in each layer."""
    draw = np.random.default_rng(seed)
    operations = []

    def add(name, operands, angle):
        params = [angle] if name in ("rx", "ry", "rz", "cp", "rzz") else []
        operations.append({"kind": "gate", "gate": name, "qubits": operands, "params": params})

    for _ in range(layers):
        for q in range(qubits):
            name = ONE_QUBIT[int(draw.integers(len(ONE_QUBIT)))]
            add(name, [q], float(draw.uniform(0, 6.28)) if name[0] == "r" else 0.0)
        for _ in range(qubits // 2):
            a, b = map(int, draw.choice(qubits, 2, replace=False))
            name = TWO_QUBIT[int(draw.integers(len(TWO_QUBIT)))]
            add(name, [a, b], float(draw.uniform(0, 3.14)) if name in ("cp", "rzz") else 0.0)
    return {"qubitCount": qubits, "clbitCount": 0, "operations": operations}


def noise_model(noise):
    from qiskit_aer.noise import NoiseModel, depolarizing_error, thermal_relaxation_error

    model = NoiseModel()
    if "p1" in noise:  # Aer's parameter counts the identity among the Paulis that strike
        one = depolarizing_error(noise["p1"] * 4 / 3, 1)
        two = depolarizing_error(noise["p2"] * 16 / 15, 2)
    else:
        one = thermal_relaxation_error(noise["t1"], noise["t2"], noise["seconds1"])
        two = thermal_relaxation_error(noise["t1"], noise["t2"], noise["seconds2"])
        two = two.tensor(two)
    model.add_all_qubit_quantum_error(one, ONE_QUBIT)
    model.add_all_qubit_quantum_error(two, TWO_QUBIT)
    return model


def prepare(request):
    from qiskit import QuantumCircuit
    from qiskit_aer import AerSimulator

    with open(request["circuit"]) as file:
        circuit = json.load(file)
    quantum = QuantumCircuit(circuit["qubitCount"])
    for operation in circuit["operations"]:
        getattr(quantum, operation["gate"])(*operation["params"], *operation["qubits"])
    quantum.measure_all()
    simulator = AerSimulator(
        method="statevector",
        precision="single",
        noise_model=noise_model(request["noise"]),
        max_parallel_threads=THREADS,
    )

    def run(shots):
        result = simulator.run(quantum, shots=shots, seed_simulator=1).result()
        if not result.success:
            raise RuntimeError(result.status)

    return run


def main():
    prepared = {}
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if "make" in request:
                with open(request["to"], "w") as file:
                    json.dump(teaching_circuit(*request["make"]), file)
                answer = {}
            else:
                key = json.dumps([request["circuit"], request["noise"]])
                if key not in prepared:
                    prepared[key] = prepare(request)
                wall, cpu = time.perf_counter(), time.process_time()
                prepared[key](request["shots"])
                answer = {
                    "wallMs": 1000 * (time.perf_counter() - wall),
                    "cpuMs": 1000 * (time.process_time() - cpu),
                }
        except Exception as error:  # told to the bench, which names what failed
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
