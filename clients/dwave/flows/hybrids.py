"""The hybrid solvers of quadratic models: without constraints, with them, and of discrete variables."""

import itertools

import dimod
import networkx as nx
import numpy as np
import pytest
from dwave.cloud.exceptions import SolverError
from dwave.samplers import SimulatedAnnealingSampler, TreeDecompositionSolver
from dwave.system import LeapHybridCQMSampler, LeapHybridDQMSampler, LeapHybridSampler
from flows.small import energies_agree, least


@pytest.fixture(scope="module")
def bqms():
    with LeapHybridSampler() as sampler:
        yield sampler


@pytest.fixture(scope="module")
def cqms():
    with LeapHybridCQMSampler() as sampler:
        yield sampler


@pytest.fixture(scope="module")
def dqms():
    with LeapHybridDQMSampler() as sampler:
        yield sampler


# Binary quadratic models


@pytest.mark.parametrize("vartype", ["SPIN", "BINARY"])
def test_a_small_model(bqms, vartype):
    bqm = dimod.generators.gnp_random_bqm(16, 0.7, vartype, random_state=71)
    bqm.offset = -2.25
    bqm.relabel_variables({v: ("row", v // 4, v % 4) for v in bqm.variables})
    answer = bqms.sample(bqm, label="small")
    assert answer.vartype is bqm.vartype
    assert set(answer.variables) == set(bqm.variables)
    assert energies_agree(bqm, answer)
    assert answer.first.energy == pytest.approx(least(bqm))
    assert answer.info["problem_label"] == "small"
    assert answer.info["run_time"] > 0 and answer.info["charge_time"] > 0


def test_a_grid_whose_optimum_is_known(bqms):
    grid = nx.grid_2d_graph(5, 16)
    rng = np.random.default_rng(72)
    bqm = dimod.BinaryQuadraticModel(
        {v: float(x) for v, x in zip(grid.nodes, rng.normal(0, 0.3, len(grid)))},
        {edge: float(x) for edge, x in zip(grid.edges, rng.normal(size=grid.number_of_edges()))},
        "SPIN",
    )
    optimum = TreeDecompositionSolver().sample(bqm).first.energy
    answer = bqms.sample(bqm, time_limit=3)
    assert answer.first.energy == pytest.approx(optimum)


def test_models_with_hardly_anything(bqms):
    one = dimod.BinaryQuadraticModel({"only": -1.0}, {}, 0.5, "BINARY")
    assert bqms.sample(one).first == ({"only": 1}, -0.5, 1)
    free = dimod.BinaryQuadraticModel({"a": 0, "b": 0}, {}, "SPIN")
    assert bqms.sample(free).first.energy == 0


def test_a_hundred_thousand_variables(bqms):
    n = 120_000
    rng = np.random.default_rng(73)
    row, column = rng.integers(0, n, (2, 2 * n))
    keep = row != column
    bqm = dimod.BinaryQuadraticModel.from_numpy_vectors(
        rng.normal(size=n),
        (row[keep], column[keep], rng.choice([-1.0, 1.0], int(keep.sum()))),
        0.0,
        "BINARY",
    )
    answer = bqms.sample(bqm)
    assert answer.record.sample.shape[1] == n
    assert energies_agree(bqm, answer)
    assert answer.first.energy < SimulatedAnnealingSampler().sample(bqm, num_reads=1, num_sweeps=10, seed=1).first.energy


def test_a_time_below_the_least_is_refused(bqms):
    bqm = dimod.generators.ran_r(1, 10, seed=74)
    with pytest.raises(ValueError, match="time limit"):
        bqms.sample(bqm, time_limit=0.01)
    with pytest.raises(SolverError, match="time_limit"):
        bqms.sample(bqm, time_limit=100_000_000).resolve()


# Models with constraints


def knapsack(values, weights, capacity) -> dimod.ConstrainedQuadraticModel:
    taken = [dimod.Binary(f"thing {k}") for k in range(len(values))]
    cqm = dimod.ConstrainedQuadraticModel()
    cqm.set_objective(-dimod.quicksum(value * x for value, x in zip(values, taken)))
    cqm.add_constraint(dimod.quicksum(weight * x for weight, x in zip(weights, taken)) <= capacity, label="capacity")
    return cqm


def most(values, weights, capacity) -> int:
    """The most that a knapsack can hold, by dynamic programming."""
    best = np.zeros(capacity + 1, int)
    for value, weight in zip(values, weights):
        best[weight:] = np.maximum(best[weight:], best[: capacity + 1 - weight] + value)
    return int(best[-1])


def told_truly(cqm, answer) -> bool:
    """Whether energies and feasibility are those that dimod finds for the same samples."""
    truth = dimod.SampleSet.from_samples_cqm((answer.record.sample, answer.variables), cqm)
    return (
        np.allclose(truth.record.energy, answer.record.energy)
        and (truth.record.is_feasible == answer.record.is_feasible).all()
        and list(answer.info["constraint_labels"]) == list(cqm.constraints)
        and (truth.record.is_satisfied == answer.record.is_satisfied).all()
    )


@pytest.mark.parametrize("count", [8, 60])
def test_a_knapsack_is_filled_best(cqms, count):
    rng = np.random.default_rng(count)
    weights, values = rng.integers(5, 40, count), rng.integers(10, 100, count)
    capacity = int(weights.sum() // 2)
    cqm = knapsack(values.tolist(), weights.tolist(), capacity)
    answer = cqms.sample_cqm(cqm, label="knapsack")
    assert told_truly(cqm, answer)
    feasible = answer.filter(lambda row: row.is_feasible)
    assert -feasible.first.energy == most(values, weights, capacity)


def test_integers_and_equations(cqms):
    cqm = dimod.ConstrainedQuadraticModel()
    i, j = dimod.Integer("i", lower_bound=-5, upper_bound=20), dimod.Integer("j", upper_bound=20)
    x = dimod.Binary(("x", 0))
    cqm.set_objective((i - 3) ** 2 + (j - 4) * (j - 4) - 2 * i * j + 5 * x)
    cqm.add_constraint(i + j == 11, label="sum")
    cqm.add_constraint(2 * i - j + 4 * x >= 1, label="apart")
    cqm.add_constraint(i * j - 30 * x <= 20, label="product")
    answer = cqms.sample_cqm(cqm)
    assert told_truly(cqm, answer)
    energies = [
        (a - 3) ** 2 + (b - 4) ** 2 - 2 * a * b + 5 * c
        for a, b, c in itertools.product(range(-5, 21), range(21), (0, 1))
        if a + b == 11 and 2 * a - b + 4 * c >= 1 and a * b - 30 * c <= 20
    ]
    assert answer.filter(lambda row: row.is_feasible).first.energy == pytest.approx(min(energies))


def test_real_numbers(cqms):
    cqm = dimod.ConstrainedQuadraticModel()
    x, n = dimod.Real("x", lower_bound=0, upper_bound=10), dimod.Integer("n", upper_bound=9)
    cqm.set_objective(-3 * x - 2 * n)
    cqm.add_constraint(2 * x + n <= 8.5, label="one")
    cqm.add_constraint(x + 3 * n <= 15, label="two")
    answer = cqms.sample_cqm(cqm)
    assert told_truly(cqm, answer)
    # n = 4 leaves x = 2.25, which 3 · 4 + 2.25 ≤ 15 allows: −14.75.
    assert answer.filter(lambda row: row.is_feasible).first.energy == pytest.approx(-14.75, abs=1e-4)


def test_soft_and_discrete_constraints(cqms):
    cqm = dimod.ConstrainedQuadraticModel()
    colours = {(node, c): dimod.Binary((node, c)) for node in range(5) for c in "rgb"}
    for node in range(5):
        cqm.add_discrete([(node, c) for c in "rgb"], label=f"one colour of {node}")
    for node, c in itertools.product(range(5), "rgb"):
        cqm.add_constraint(colours[node, c] + colours[(node + 1) % 5, c] <= 1, label=f"{node} and the next in {c}")
    cqm.add_constraint(dimod.quicksum(colours[node, "b"] for node in range(5)) == 0, weight=2.0, label="no blue")
    answer = cqms.sample_cqm(cqm)
    best = answer.filter(lambda row: row.is_feasible).first.sample
    # A ring of five cannot do without the third colour, but with one of it.
    assert sum(best[node, "b"] for node in range(5)) == 1


def test_a_model_that_cannot_be_satisfied(cqms):
    x, y = dimod.Binaries("xy")
    cqm = dimod.ConstrainedQuadraticModel()
    cqm.set_objective(x - y)
    cqm.add_constraint(x + y >= 3, label="impossible")
    answer = cqms.sample_cqm(cqm)
    assert not answer.record.is_feasible.any()
    assert told_truly(cqm, answer)


# Discrete models


@pytest.mark.parametrize("compress", [False, True])
def test_a_map_is_coloured(dqms, compress):
    countries = nx.triangular_lattice_graph(4, 6)
    dqm = dimod.DiscreteQuadraticModel()
    for country in countries.nodes:
        dqm.add_variable(3, label=country)
    for a, b in countries.edges:
        dqm.set_quadratic(a, b, {(c, c): 1 for c in range(3)})
    answer = dqms.sample_dqm(dqm, time_limit=5, compress=compress)
    assert set(answer.variables) == set(countries.nodes)
    assert answer.first.energy == 0
    assert all(answer.first.sample[a] != answer.first.sample[b] for a, b in countries.edges)


def test_energies_of_a_discrete_model(dqms):
    rng = np.random.default_rng(75)
    dqm = dimod.DiscreteQuadraticModel()
    sizes = [4, 2, 5, 3, 4, 2]
    for k, size in enumerate(sizes):
        dqm.add_variable(size, label=f"v{k}")
        dqm.set_linear(f"v{k}", rng.normal(size=size))
    for a, b in itertools.combinations(range(len(sizes)), 2):
        dqm.set_quadratic(f"v{a}", f"v{b}", rng.normal(size=(sizes[a], sizes[b])))
    dqm.offset = 1.5
    answer = dqms.sample_dqm(dqm)
    rows = list(answer.samples(sorted_by=None))
    energies = dqm.energies(([[row[v] for v in dqm.variables] for row in rows], list(dqm.variables)))
    np.testing.assert_allclose(energies, answer.record.energy)
    everything = np.array(list(itertools.product(*map(range, sizes))))
    assert answer.first.energy == pytest.approx(dqm.energies((everything, list(dqm.variables))).min())
