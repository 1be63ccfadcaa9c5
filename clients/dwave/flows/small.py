"""Small problems on a machine's own qubits, of which all states can be looked at."""

import dimod
import numpy as np


def connected(machine, count: int, start: int = 200) -> list[int]:
    """So many qubits that hang together, found from one of them outwards."""
    neighbours = machine.adjacency
    found = [machine.nodelist[start]]
    for qubit in found:
        found += [near for near in sorted(neighbours[qubit]) if near not in found]
        if len(found) >= count:
            return found[:count]
    raise AssertionError("the graph is too small")


def spins(machine, count: int, seed: int, offset: float = 0.0) -> dimod.BinaryQuadraticModel:
    """Fields and couplings in tenths on some qubits and all couplers between them."""
    rng = np.random.default_rng(seed)
    qubits = connected(machine, count)
    tenths = np.array([-10, -7, -4, -2, 2, 4, 7, 10]) / 10
    edges = [(a, b) for k, a in enumerate(qubits) for b in qubits[:k] if b in machine.adjacency[a]]
    return dimod.BinaryQuadraticModel(
        {qubit: float(rng.choice(tenths)) for qubit in qubits},
        {edge: float(rng.choice(tenths)) for edge in edges},
        offset,
        "SPIN",
    )


def whole_graph(machine, seed: int) -> dimod.BinaryQuadraticModel:
    """A spin glass on every qubit: couplings of ±1."""
    signs = np.random.default_rng(seed).choice([-1.0, 1.0], len(machine.edgelist))
    return dimod.BinaryQuadraticModel({}, dict(zip(machine.edgelist, signs)), "SPIN")


def least(bqm) -> float:
    """The least energy of all states, each looked at."""
    return float(dimod.ExactSolver().sample(bqm).first.energy)


def energies_agree(bqm, sampleset) -> bool:
    """Whether the energies told are those of the states told."""
    return bool(np.allclose(bqm.energies((sampleset.record.sample, sampleset.variables)), sampleset.record.energy))
