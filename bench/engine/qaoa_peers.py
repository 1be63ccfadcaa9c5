"""QOKit's C simulator, for the bench of QAOA.

A request is one line of JSON: {"qubits": n, "terms": [{"weight", "qubits": [a, b]}, ...], "gamma", "beta"}. The answer is one line:
{"wallMs", "cpuMs"} of one layer on a state of its own in double precision, the costs being computed before, and
{"expectedCost"}, or {"error"}. The library is the one in QOKit's wheel; built anew with gcc -O3, for this processor or not,
it took as long. On as many threads as OMP_NUM_THREADS says.
"""

import ctypes
import importlib.util
import json
import sys
import time
from pathlib import Path

import numpy as np

NUMBERS = np.ctypeslib.ndpointer(ctypes.c_double, flags="C_CONTIGUOUS")


def load():
    """QOKit itself is not imported: it would ask for all that it can work with."""
    packages = Path(importlib.util.find_spec("qokit").origin).parent.parent
    library = ctypes.cdll.LoadLibrary(str(next(packages.glob("simulator*.so"))))
    function = library.apply_qaoa_furx
    function.restype = None
    function.argtypes = [NUMBERS] * 5 + [ctypes.c_uint, ctypes.c_size_t, ctypes.c_size_t]
    return function


def costs_of(request):
    indices = np.arange(2 ** request["qubits"], dtype=np.uint32)
    costs = np.zeros(len(indices))
    for term in request["terms"]:
        a, b = term["qubits"]
        costs += term["weight"] * (1.0 - 2.0 * (((indices >> a) ^ (indices >> b)) & 1))
    return costs


def main():
    apply = load()
    prepared = {}
    for line in sys.stdin:
        request = json.loads(line)
        try:
            key = json.dumps(request["terms"])
            if key not in prepared:
                prepared.clear()
                prepared[key] = costs_of(request)
            costs = prepared[key]
            size = len(costs)
            real, imaginary = np.full(size, size**-0.5), np.zeros(size)
            # QOKit's layer is exp(-i gamma/2 C), then exp(-i beta X) on each qubit
            gammas, betas = np.array([2.0 * request["gamma"]]), np.array([request["beta"]])
            wall, cpu = time.perf_counter(), time.process_time()
            apply(real, imaginary, gammas, betas, costs, request["qubits"], size, 1)
            answer = {
                "wallMs": 1000 * (time.perf_counter() - wall),
                "cpuMs": 1000 * (time.process_time() - cpu),
                "expectedCost": float(np.dot(costs, real * real + imaginary * imaginary)),
            }
        except Exception as error:  # told to the bench, which names the peer that failed
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
