"""Lightning and Aer's estimator, for the bench of expectation values.

A request is one line of JSON: {"peer": "energy" | "gradient" | "estimate", "file": path, "sets": k}. The file holds
{"qubitCount", "operations", "terms"}, as Naru writes them. The answer is one line: {"wallMs", "cpuMs"}, and {"value"} of the
energy, or {"error"}. "energy" and "gradient" are Lightning's, in double precision; "estimate" is Aer's EstimatorV2 on so
many sets of parameters, each term an observable of its own. On as many threads as OMP_NUM_THREADS says.
"""

import json
import sys
import time

import numpy as np


def tape(problem):
    import pennylane as qml

    paulis = {"X": qml.X, "Y": qml.Y, "Z": qml.Z}
    rotations = {"rx": qml.RX, "ry": qml.RY, "rz": qml.RZ}
    words = []
    for term in problem["terms"]:
        factors = [paulis[p](q) for q, p in enumerate(reversed(term["paulis"])) if p != "I"]
        words.append(qml.prod(*factors) if len(factors) > 1 else factors[0])
    energy = qml.Hamiltonian([term["coefficient"] for term in problem["terms"]], words)
    operations = []
    for operation in problem["operations"]:
        qubits = operation["qubits"]
        if operation["gate"] == "cx":
            operations.append(qml.CNOT(wires=qubits))
        else:
            operations.append(rotations[operation["gate"]](operation["params"][0], wires=qubits[0]))
    return qml.tape.QuantumScript(operations, [qml.expval(energy)])


def energy(problem, _):
    import pennylane as qml

    device, script = qml.device("lightning.qubit", wires=problem["qubitCount"]), tape(problem)
    return lambda: float(device.execute(script))


def gradient(problem, _):
    import pennylane as qml

    device, script = qml.device("lightning.qubit", wires=problem["qubitCount"]), tape(problem)
    script.trainable_params = list(range(sum(1 for o in problem["operations"] if o["gate"] != "cx")))
    config = qml.devices.ExecutionConfig(gradient_method="adjoint")
    return lambda: float(device.execute_and_compute_derivatives(script, config)[0])


def estimate(problem, sets):
    from qiskit import QuantumCircuit
    from qiskit.circuit import ParameterVector
    from qiskit.quantum_info import SparsePauliOp
    from qiskit_aer.primitives import EstimatorV2

    count = sum(1 for o in problem["operations"] if o["gate"] != "cx")
    parameters = iter(ParameterVector("p", count))
    circuit = QuantumCircuit(problem["qubitCount"])
    for operation in problem["operations"]:
        angles = [] if operation["gate"] == "cx" else [next(parameters)]
        getattr(circuit, operation["gate"])(*angles, *operation["qubits"])
    observables = [[SparsePauliOp(term["paulis"])] for term in problem["terms"]]
    values = np.random.default_rng(1).uniform(0, 3, (sets, count))
    options = {"method": "statevector", "max_parallel_threads": 1, "max_parallel_experiments": 1}
    estimator = EstimatorV2(options={"backend_options": options})
    return lambda: float(estimator.run([(circuit, observables, values)]).result()[0].data.evs[0, 0])


PEERS = {"energy": energy, "gradient": gradient, "estimate": estimate}


def main():
    prepared = {}
    for line in sys.stdin:
        request = json.loads(line)
        try:
            key = (request["peer"], request["file"])
            if key not in prepared:
                with open(request["file"]) as file:
                    prepared[key] = PEERS[request["peer"]](json.load(file), request.get("sets", 1))
            wall, cpu = time.perf_counter(), time.process_time()
            value = prepared[key]()
            answer = {
                "wallMs": 1000 * (time.perf_counter() - wall),
                "cpuMs": 1000 * (time.process_time() - cpu),
                "value": value,
            }
        except Exception as error:  # told to the bench, which names the peer that failed
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
