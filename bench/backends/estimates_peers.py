"""Qiskit Aer's estimator, for the bench of backends.

A request is one line of JSON. {"make": path, "qubits": n, "layers": l, "sets": s, "observables": o} writes a workload: the
circuit as QPY, values and labels, in JSON. {"peer": "aer", "file": path, "precision": p} runs it with Aer's EstimatorV2 and
answers {"wallMs", "cpuMs", "values"}. "values" are of the first set. On as many threads as OMP_NUM_THREADS says.
"""

import base64
import io
import json
import sys
import time
import zlib

import numpy as np
from qiskit import QuantumCircuit, qpy
from qiskit.circuit import ParameterVector
from qiskit.quantum_info import SparsePauliOp
from qiskit_aer.primitives import EstimatorV2


def pack(circuit):
    stream = io.BytesIO()
    qpy.dump(circuit, stream)
    return base64.b64encode(zlib.compress(stream.getvalue())).decode()


def ansatz(qubits, layers):
    parameters = iter(ParameterVector("p", 2 * qubits * layers))
    circuit = QuantumCircuit(qubits)
    for layer in range(layers):
        for q in range(qubits):
            circuit.ry(next(parameters), q)
            circuit.rz(next(parameters), q)
        for q in range(layer % 2, qubits - 1, 2):
            circuit.cx(q, q + 1)
    return circuit


def make(request):
    qubits, layers = request["qubits"], request["layers"]
    random = np.random.default_rng(5)
    circuit = ansatz(qubits, layers)
    values = random.uniform(-3, 3, (request["sets"], circuit.num_parameters))
    labels = []
    for _ in range(request["observables"]):
        label = ["I"] * qubits
        for q in random.choice(qubits, random.integers(1, 5), replace=False):
            label[q] = random.choice(list("XYZ"))
        labels.append("".join(label))
    bell = QuantumCircuit(2, 2)
    bell.h(0)
    bell.cx(0, 1)
    bell.measure([0, 1], [0, 1])
    with open(request["make"], "w") as file:
        json.dump(
            {
                "circuit": pack(circuit),
                "bell": pack(bell),
                "values": {
                    "shape": list(values.shape),
                    "base64": base64.b64encode(values.astype("<f8").tobytes()).decode(),
                },
                "labels": labels,
            },
            file,
        )
    return {"parameters": circuit.num_parameters}


def aer(request):
    with open(request["file"]) as file:
        work = json.load(file)
    circuit = qpy.load(io.BytesIO(zlib.decompress(base64.b64decode(work["circuit"]))))[0]
    shape = work["values"]["shape"]
    values = np.frombuffer(base64.b64decode(work["values"]["base64"]), "<f8").reshape(shape)
    observables = [[SparsePauliOp(label)] for label in work["labels"]]
    options = {"method": "statevector", "max_parallel_threads": 1, "max_parallel_experiments": 1}
    estimator = EstimatorV2(options={"backend_options": options})
    wall, cpu = time.perf_counter(), time.process_time()
    result = estimator.run([(circuit, observables, values)], precision=request.get("precision", 0)).result()
    return {
        "wallMs": 1000 * (time.perf_counter() - wall),
        "cpuMs": 1000 * (time.process_time() - cpu),
        "values": result[0].data.evs[:, 0].tolist(),
    }


def main():
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = make(request) if "make" in request else aer(request)
        except Exception as error:  # told to the bench, which names the peer that failed
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
