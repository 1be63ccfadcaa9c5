"""Makes QPY files and reads them with Qiskit, one at a time, as asked on standard input.

A request is one line of JSON, and so is the answer, {"error"} if it fails:

{"make": "sampler" | "ansatz" | "large", "version": v, "to": path}   → {"circuits", "instructions", "bytes"}
{"peer": "qiskit", "file": path, "times": n}                         → {"wallMs", "cpuMs"} of n times qpy.load

sampler: 200 circuits as clients send them, on 5 qubits, transpiled, with measurements. ansatz: 100 circuits on 16 qubits
with 64 parameters and expressions of them. large: one circuit on 127 qubits with 200 000 instructions.
"""

import io
import json
import random
import sys
import time
import warnings

from qiskit import QuantumCircuit, qpy, transpile
from qiskit.circuit import ParameterVector

warnings.simplefilter("ignore")
BASIS = ["rz", "sx", "x", "cz"]


def sampler():
    circuits = []
    for k in range(10):
        circuit = QuantumCircuit(5, 5, name=f"sampler {k}", metadata={"k": k})
        for layer in range(3):
            for q in range(5):
                circuit.u(0.1 * k + 0.2 * q, 0.3 * layer, 0.7, q)
            for q in range(4):
                circuit.cx(q, q + 1)
        circuit.measure(range(5), range(5))
        circuits.append(transpile(circuit, basis_gates=BASIS, coupling_map=[[q, q + 1] for q in range(4)], optimization_level=1, seed_transpiler=1))
    return circuits * 20


def ansatz():
    circuit = QuantumCircuit(16, 16, name="ansatz")
    theta = ParameterVector("θ", 64)
    for layer in range(4):
        for q in range(16):
            circuit.rz(theta[16 * layer + q], q)
            circuit.sx(q)
            circuit.rz(2 * theta[16 * layer + q] + 3.14, q)
        for q in range(layer % 2, 15, 2):
            circuit.cz(q, q + 1)
    circuit.measure(range(16), range(16))
    return [circuit] * 100


def large():
    random.seed(1)
    circuit = QuantumCircuit(127, 127, name="large")
    for k in range(50000):
        q = random.randrange(126)
        circuit.rz(random.uniform(-3, 3), q)
        circuit.sx(q)
        circuit.rz(random.uniform(-3, 3), q + 1)
        circuit.cz(q, q + 1)
    return [circuit]


def answer(request):
    if "make" in request:
        circuits = {"sampler": sampler, "ansatz": ansatz, "large": large}[request["make"]]()
        with open(request["to"], "wb") as file:
            qpy.dump(circuits, file, version=request["version"])
            size = file.tell()
        return {"circuits": len(circuits), "instructions": sum(len(circuit.data) for circuit in circuits), "bytes": size}
    with open(request["file"], "rb") as file:
        data = file.read()
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(request["times"]):
        qpy.load(io.BytesIO(data))
    return {"wallMs": 1000 * (time.perf_counter() - wall), "cpuMs": 1000 * (time.process_time() - cpu)}


for line in sys.stdin:
    try:
        result = answer(json.loads(line))
    except Exception as error:  # the caller says it with the request
        result = {"error": repr(error)}
    print(json.dumps(result), flush=True)
