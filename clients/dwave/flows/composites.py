"""What users put around a machine: embeddings, cliques, tiles, spin reversals."""

import dimod
import networkx as nx
import numpy as np
import pytest
from dwave.embedding import chain_breaks, embed_bqm, unembed_sampleset
from dwave.preprocessing.composites import SpinReversalTransformComposite
from dwave.samplers import SimulatedAnnealingSampler
from dwave.system import (
    DWaveCliqueSampler,
    EmbeddingComposite,
    FixedEmbeddingComposite,
    LazyFixedEmbeddingComposite,
    TilingComposite,
)
from flows.small import energies_agree, least, spins


def test_the_vendors_first_example(pegasus):
    qubo = {("a", "a"): -1, ("b", "b"): -1, ("c", "c"): -1, ("a", "b"): 2, ("b", "c"): 2, ("a", "c"): 2}
    answer = EmbeddingComposite(pegasus).sample_qubo(qubo, num_reads=1000, label="SDK Examples - first")
    assert set(answer.variables) == {"a", "b", "c"}
    best = {tuple(row.sample[v] for v in "abc") for row in answer.data() if row.energy == -1}
    assert best == {(1, 0, 0), (0, 1, 0), (0, 0, 1)}
    assert answer.record.num_occurrences.sum() == 1000
    # The three are alike; 900 leaves room for a machine's own errors.
    assert answer.record.num_occurrences[answer.record.energy == -1].sum() > 900


@pytest.mark.parametrize("machine", ["pegasus", "zephyr", "chimera"])
def test_an_embedded_problem_finds_its_least_energy(machine, request):
    # Of numbers ±1, so that the next energy is 2 higher: where energies lie close, a machine's own errors change their order.
    edges = dimod.generators.gnp_random_bqm(12, 0.6, "SPIN", random_state=31).quadratic
    signs = iter(np.random.default_rng(31).choice([-1.0, 1.0], 12 + len(edges)))
    bqm = dimod.BinaryQuadraticModel({v: next(signs) for v in range(12)}, {edge: next(signs) for edge in edges}, 3.5, "SPIN")
    bqm.relabel_variables({v: ("spin", v) for v in range(12)})
    sampler = EmbeddingComposite(request.getfixturevalue(machine))
    # Of the reads 0.16 (Pegasus), 0.7 (Zephyr) and 0.05 (Chimera, chains of five) find it, each time and with any embedding:
    # that none of 500 does has a chance of 10^−11.
    answer = sampler.sample(bqm, num_reads=500, return_embedding=True, embedding_parameters={"random_seed": 31})
    assert energies_agree(bqm, answer)
    assert answer.first.energy == pytest.approx(least(bqm))
    assert set(answer.info["embedding_context"]["embedding"]) == set(bqm.variables)
    assert answer.record.chain_break_fraction.mean() < 0.2


def test_weak_chains_break_and_strong_ones_hold(small_zephyr):
    bqm = dimod.generators.ran_r(1, 14, seed=32)
    sampler = LazyFixedEmbeddingComposite(small_zephyr)
    weak, strong = (sampler.sample(bqm, num_reads=200, chain_strength=strength) for strength in (0.2, 6))
    assert weak.record.chain_break_fraction.mean() > strong.record.chain_break_fraction.mean() + 0.05


def test_a_fixed_embedding(small_zephyr):
    edges = nx.Graph(small_zephyr.edgelist)
    triangle = next(clique for clique in nx.enumerate_all_cliques(edges) if len(clique) == 3)
    sampler = FixedEmbeddingComposite(small_zephyr, {v: [qubit] for v, qubit in zip("abc", triangle)})
    answer = sampler.sample_ising({}, {"ab": 1, "bc": 1, "ca": 1}, num_reads=100)
    assert answer.first.energy == -1


def test_reads_with_broken_chains_can_be_read_by_hand(small_zephyr):
    sampler = LazyFixedEmbeddingComposite(small_zephyr)
    bqm = dimod.generators.ran_r(1, 8, seed=33)
    sampler.sample(bqm, num_reads=1, embedding_parameters={"random_seed": 33})
    embedding = sampler.embedding
    embedded = embed_bqm(bqm, embedding, small_zephyr.adjacency, chain_strength=2)
    # A quarter of the reads and more have the least energy.
    answer = small_zephyr.sample(embedded, num_reads=200)
    by_hand = unembed_sampleset(answer, embedding, bqm, chain_break_method=chain_breaks.MinimizeEnergy(bqm, embedding))
    assert energies_agree(bqm, by_hand)
    assert by_hand.first.energy == pytest.approx(least(bqm))


def test_cliques():
    with DWaveCliqueSampler(solver="emu_zephyr_z6") as sampler:
        assert sampler.largest_clique_size >= 40
        bqm = dimod.generators.ran_r(1, 16, seed=34)
        answer = sampler.sample(bqm, num_reads=200)
        assert energies_agree(bqm, answer)
        assert answer.first.energy == pytest.approx(least(bqm))
        large = dimod.generators.ran_r(1, 40, seed=35)
        answer = sampler.sample(large, num_reads=200, annealing_time=200, chain_strength=5)
        assert energies_agree(large, answer)
        # Chains of many qubits are slow to turn: within a twentieth of the best that a classical anneal finds.
        best = SimulatedAnnealingSampler().sample(large, num_reads=100, seed=1).first.energy
        assert answer.first.energy <= 0.95 * best


def test_tiles(chimera):
    sampler = TilingComposite(chimera, 1, 1, 4)
    assert sampler.num_tiles > 150
    bqm = dimod.BinaryQuadraticModel(
        {v: 0.5 for v in sampler.nodelist}, {(a, b): (-1.0) ** (a + b) for a, b in sampler.edgelist}, "SPIN"
    )
    answer = sampler.sample(bqm, num_reads=1)
    assert answer.record.num_occurrences.sum() == sampler.num_tiles
    assert energies_agree(bqm, answer)
    assert answer.first.energy == pytest.approx(least(bqm))


def test_spin_reversals_average_out_a_machines_own_fields(small_zephyr):
    bqm = spins(small_zephyr, 10, seed=36)
    answer = SpinReversalTransformComposite(small_zephyr).sample(bqm, num_reads=50, num_spin_reversal_transforms=4)
    assert answer.record.num_occurrences.sum() == 200
    assert energies_agree(bqm, answer)
    assert answer.first.energy == pytest.approx(least(bqm))
