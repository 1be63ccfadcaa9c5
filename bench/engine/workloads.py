"""The nine workloads of the engine bench, as circuits that every simulator beside us gets too.

usage: workloads.py FOLDER QUBITS...   writes FOLDER/<name>-<qubits>.json

A file holds one circuit as Naru writes it: {"name", "qubitCount", "clbitCount": 0, "operations": [...]}, each operation
{"kind": "gate", "gate", "qubits", "params", "controls"} or {"kind": "unitary", "qubits", "matrix"}. Qubit 0 is the
least significant bit; a matrix is written row by row, each entry as re, im. All randomness is seeded, so that the same
circuits are made on every machine.
"""

import json
import math
import random
import sys
from pathlib import Path

import numpy as np

PI = math.pi


def gate(name, *qubits, params=(), controls=()):
    return {
        "kind": "gate",
        "gate": name,
        "qubits": [int(q) for q in qubits],
        "params": [float(p) for p in params],
        "controls": [int(q) for q in controls],
    }


def on_all(name, n):
    return [gate(name, q) for q in range(n)]


def qft(n):
    """Fourier transform of a product state."""
    draw = np.random.default_rng(1)
    steps = [gate("ry", q, params=[draw.uniform(0, PI)]) for q in range(n)]
    for i in reversed(range(n)):
        steps.append(gate("h", i))
        steps += [gate("cp", j, i, params=[PI / 2 ** (i - j)]) for j in reversed(range(i))]
    return steps + [gate("swap", i, n - 1 - i) for i in range(n // 2)]


def ghz(n):
    return [gate("h", 0)] + [gate("cx", i, i + 1) for i in range(n - 1)]


def regular_graph(n):
    """A random graph in which every vertex has three neighbours."""
    draw = random.Random(7)
    while True:
        ends = [q for q in range(n) for _ in range(3)]
        draw.shuffle(ends)
        edges = {tuple(sorted(ends[i : i + 2])) for i in range(0, len(ends), 2)}
        if len(edges) == 3 * n // 2 and all(a != b for a, b in edges):
            return sorted(edges)


def qaoa(n, rounds=3):
    """Max-cut on a 3-regular graph."""
    draw = np.random.default_rng(2)
    edges = regular_graph(n)
    steps = on_all("h", n)
    for _ in range(rounds):
        gamma, beta = draw.uniform(0.2, 1.2, 2)
        steps += [gate("rzz", a, b, params=[gamma]) for a, b in edges]
        steps += [gate("rx", q, params=[2 * beta]) for q in range(n)]
    return steps


def hea(n, layers=10):
    """Hardware-efficient ansatz: rotations and a chain of CX."""
    draw = np.random.default_rng(3)
    steps = []
    for _ in range(layers):
        for q in range(n):
            steps.append(gate("ry", q, params=[draw.uniform(-PI, PI)]))
            steps.append(gate("rz", q, params=[draw.uniform(-PI, PI)]))
        steps += [gate("cx", q, q + 1) for q in range(n - 1)]
    return steps


def haar_pair(draw):
    z = draw.normal(size=(4, 4)) + 1j * draw.normal(size=(4, 4))
    q, r = np.linalg.qr(z)
    diagonal = np.diagonal(r)
    return q * (diagonal / abs(diagonal))


def qv(n, layers=20):
    """Brickwork of Haar-random two-qubit unitaries."""
    draw = np.random.default_rng(4)
    steps = []
    for layer in range(layers):
        for q in range(layer % 2, n - 1, 2):
            matrix = [float(x) for z in haar_pair(draw).reshape(-1) for x in (z.real, z.imag)]
            steps.append({"kind": "unitary", "qubits": [q, q + 1], "matrix": matrix})
    return steps


def rqc(n, layers=16):
    """Random circuit on a grid: one of three square roots on each qubit, then CZ in one of four patterns."""
    draw = np.random.default_rng(5)
    width = {20: 5, 22: 6, 24: 6, 26: 6, 28: 7}.get(n, 4)
    patterns = {"A": [], "B": [], "C": [], "D": []}
    for q in range(n):
        y, x = divmod(q, width)
        if x + 1 < width and q + 1 < n:
            patterns["A" if (x + y) % 2 == 0 else "B"].append((q, q + 1))
        if q + width < n:
            patterns["C" if (x + y) % 2 == 0 else "D"].append((q, q + width))
    angles = [(PI / 2, -PI / 2, PI / 2), (PI / 2, 0.0, 0.0), (PI / 2, -PI / 4, PI / 4)]
    last = [-1] * n
    steps = []

    def one_qubit_layer():
        for q in range(n):
            kind = int(draw.integers(3))
            while kind == last[q]:
                kind = int(draw.integers(3))
            last[q] = kind
            steps.append(gate("u", q, params=angles[kind]))

    for layer in range(layers):
        one_qubit_layer()
        steps.extend(gate("cz", a, b) for a, b in patterns["ABCDCDAB"[layer % 8]])
    one_qubit_layer()
    return steps


def iqp(n):
    """Commuting phases between two layers of Hadamards."""
    draw = np.random.default_rng(6)
    steps = on_all("h", n) + [gate("rz", q, params=[int(draw.integers(8)) * PI / 4]) for q in range(n)]
    for a in range(n):
        for b in range(a):
            if draw.random() < 0.5:
                steps.append(gate("rzz", b, a, params=[int(draw.integers(1, 8)) * PI / 8]))
    return steps + on_all("h", n)


def ion(n, layers=8):
    """All-to-all ZZ interactions of random pairs, as an ion trap offers."""
    draw = np.random.default_rng(8)
    steps = []
    for _ in range(layers):
        for q in range(n):
            steps.append(gate("rz", q, params=[draw.uniform(0, 6.28)]))
            steps.append(gate("ry", q, params=[draw.uniform(0, 3.14)]))
        for _ in range(n):
            a, b = draw.choice(n, 2, replace=False)
            steps.append(gate("rzz", a, b, params=[draw.uniform(0, 1.57)]))
    return steps


def grover(n, iterations=4):
    """Search for one marked state, with Z under n − 1 controls."""
    marked = int(np.random.default_rng(9).integers(2**n))
    flips = [gate("x", q) for q in range(n) if not (marked >> q) & 1]
    phase = [gate("z", n - 1, controls=range(n - 1))]
    diffusion = on_all("h", n) + on_all("x", n) + phase + on_all("x", n) + on_all("h", n)
    return on_all("h", n) + (flips + phase + flips + diffusion) * iterations


WORKLOADS = {f.__name__: f for f in (qft, ghz, qaoa, hea, qv, rqc, iqp, ion, grover)}


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for n in map(int, sys.argv[2:]):
        for name, make in WORKLOADS.items():
            circuit = {"name": name, "qubitCount": n, "clbitCount": 0, "operations": make(n)}
            (folder / f"{name}-{n}.json").write_text(json.dumps(circuit))


if __name__ == "__main__":
    main()
