"""Runs small circuits on Qulacs for the engine bench, as asked on standard input.

The first request names a file of circuits: {"circuits": path}; the answer is {"count"}. Each further request is
{"peer": "qulacs" | "qulacs-fused", "indices": [...], "shots": n}, and the answer {"wallMs", "cpuMs"} of all of them
together: the state is set to zero, updated and sampled, the circuit object being built before. On as many threads as
OMP_NUM_THREADS says.
"""

import json
import sys
import time

import numpy as np


def qulacs(circuit, fused):
    import qulacs as ql
    from qulacs import gate as table

    built = ql.QuantumCircuit(circuit["qubitCount"])
    for operation in circuit["operations"]:
        name, qubits, params = operation["gate"], operation["qubits"], operation.get("params", [])
        if name in ("h", "x", "s", "t"):
            getattr(built, f"add_{name.upper()}_gate")(*qubits)
        elif name in ("rx", "ry", "rz"):
            getattr(built, f"add_{name.upper()}_gate")(qubits[0], -params[0])  # Qulacs turns the other way
        elif name == "cx":
            built.add_CNOT_gate(*qubits)
        elif name == "cz":
            built.add_CZ_gate(*qubits)
        elif name == "swap":
            built.add_SWAP_gate(*qubits)
        elif name == "rzz":
            built.add_gate(table.DiagonalMatrix(qubits, np.exp(-0.5j * params[0] * np.array([1, -1, -1, 1]))))
        elif name == "cp":
            turn = table.to_matrix_gate(table.DiagonalMatrix([qubits[1]], [1, np.exp(1j * params[0])]))
            turn.add_control_qubit(qubits[0], 1)
            built.add_gate(turn)
        else:
            raise ValueError(f"no gate {name} here")
    if fused:
        ql.circuit.QuantumCircuitOptimizer().optimize_light(built)
    state = ql.QuantumState(circuit["qubitCount"])

    def run(shots):
        state.set_zero_state()
        built.update_quantum_state(state)
        state.sampling(shots)

    return run


def main():
    prepared = {}
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if "circuits" in request:
                with open(request["circuits"]) as file:
                    circuits = json.load(file)
                prepared["qulacs"] = [qulacs(circuit, False) for circuit in circuits]
                prepared["qulacs-fused"] = [qulacs(circuit, True) for circuit in circuits]
                answer = {"count": len(circuits)}
            else:
                runs = [prepared[request["peer"]][index] for index in request["indices"]]
                wall, cpu = time.perf_counter(), time.process_time()
                for run in runs:
                    run(request["shots"])
                answer = {
                    "wallMs": 1000 * (time.perf_counter() - wall),
                    "cpuMs": 1000 * (time.process_time() - cpu),
                }
        except Exception as error:  # told to the bench, which names the peer that failed
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
