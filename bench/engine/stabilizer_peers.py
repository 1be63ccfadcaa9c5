"""Runs Clifford circuits on Stim and on Aer's stabilizer method, one at a time, as asked on standard input.

A request is one line of JSON, and so is the answer, {"error"} if it fails:

{"make": "surface", "distance": d}                       → {"text"}: a rotated surface code's memory in Stim's format
{"peer": "stim-detectors", "text": t, "shots": n}        → {"wallMs", "cpuMs"} of compiling a sampler and sampling
{"peer": "stim" | "aer", "circuit": path, "shots": n}    → the same, for the counts or samples of all qubits

The peers' own circuit objects are built before; detectors come packed, eight to a byte, as they do here.
"""

import json
import os
import sys
import time

import stim

THREADS = int(os.environ.get("OMP_NUM_THREADS", "1"))
STIM_NAMES = {"h": "H", "s": "S", "cx": "CX", "measure": "M", "reset": "R"}


def surface(distance):
    return stim.Circuit.generated(
        "surface_code:rotated_memory_z",
        distance=distance,
        rounds=distance,
        after_clifford_depolarization=0.001,
        before_round_data_depolarization=0.001,
        before_measure_flip_probability=0.001,
        after_reset_flip_probability=0.001,
    )


def stim_detectors(request):
    circuit = stim.Circuit(request["text"])
    return lambda shots: circuit.compile_detector_sampler(seed=1).sample(shots, bit_packed=True)


def read(request):
    with open(request["circuit"]) as file:
        return json.load(file)


def stim_samples(request):
    circuit = stim.Circuit()
    source = read(request)
    for operation in source["operations"]:
        if operation["kind"] == "gate":
            circuit.append(STIM_NAMES[operation["gate"]], operation["qubits"])
        else:
            circuit.append(STIM_NAMES[operation["kind"]], [operation["qubit"]])
    if source["clbitCount"] == 0:
        circuit.append("M", range(source["qubitCount"]))
    return lambda shots: circuit.compile_sampler(seed=1).sample(shots)


def aer(request):
    from qiskit import QuantumCircuit
    from qiskit_aer import AerSimulator
    from qiskit_aer.noise import NoiseModel, depolarizing_error

    source = read(request)
    n = source["qubitCount"]
    quantum = QuantumCircuit(n, source["clbitCount"] or n)
    for operation in source["operations"]:
        if operation["kind"] == "gate":
            getattr(quantum, operation["gate"])(*operation["qubits"])
        elif operation["kind"] == "measure":
            quantum.measure(operation["qubit"], operation["clbit"])
        else:
            quantum.reset(operation["qubit"])
    if source["clbitCount"] == 0:
        quantum.measure(range(n), range(n))
    noise = None
    if request.get("rate"):
        noise = NoiseModel()
        noise.add_all_qubit_quantum_error(depolarizing_error(request["rate"], 1), ["h", "s"])
        noise.add_all_qubit_quantum_error(depolarizing_error(request["rate"], 2), ["cx"])
    simulator = AerSimulator(method="stabilizer", noise_model=noise, max_parallel_threads=THREADS)

    def run(shots):
        result = simulator.run(quantum, shots=shots, seed_simulator=1).result()
        if not result.success:
            raise RuntimeError(result.status)
        result.get_counts()

    return run


PEERS = {"stim-detectors": stim_detectors, "stim": stim_samples, "aer": aer}


def answer_to(request, prepared):
    if request.get("make") == "surface":
        return {"text": str(surface(request["distance"]))}
    key = json.dumps({**request, "shots": 0})
    if key not in prepared:
        prepared[key] = PEERS[request["peer"]](request)
    wall, cpu = time.perf_counter(), time.process_time()
    prepared[key](request["shots"])
    return {"wallMs": 1000 * (time.perf_counter() - wall), "cpuMs": 1000 * (time.process_time() - cpu)}


def main():
    prepared = {}
    for line in sys.stdin:
        try:
            answer = answer_to(json.loads(line), prepared)
        except Exception as error:  # told to the bench, which names the peer that failed
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
