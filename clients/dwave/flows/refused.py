"""What is refused, and in which words."""

import dimod
import pytest
from dwave.cloud.exceptions import ProblemStructureError, SolverFailureError
from flows.small import connected, spins


def refused(machine, message: str, bqm=None, **parameters):
    with pytest.raises(SolverFailureError, match=message):
        machine.sample(bqm or spins(machine, 4, seed=51), **parameters).resolve()


def test_biases_out_of_range_unless_they_are_scaled(small_zephyr):
    a, b = connected(small_zephyr, 2)
    for bqm in (
        dimod.BinaryQuadraticModel({a: 4.5}, {}, "SPIN"),
        dimod.BinaryQuadraticModel({}, {(a, b): 1.5}, "SPIN"),
        dimod.BinaryQuadraticModel({}, {(a, b): -2.5}, "SPIN"),
    ):
        refused(small_zephyr, "from -[24] to [14]; this problem has", bqm, auto_scale=False)
        assert small_zephyr.sample(bqm, num_reads=1).first is not None
    within = dimod.BinaryQuadraticModel({a: 4.0}, {(a, b): -2.0}, "SPIN")
    assert small_zephyr.sample(within, num_reads=1, auto_scale=False).first is not None


def test_parameters_out_of_range(small_zephyr):
    refused(small_zephyr, "num_reads", num_reads=0)
    refused(small_zephyr, "num_reads", num_reads=20_000)
    refused(small_zephyr, "annealing_time", annealing_time=0.01)
    refused(small_zephyr, "annealing_time", annealing_time=5000)
    refused(small_zephyr, "(?i)run|time", annealing_time=2000, num_reads=10_000)
    refused(small_zephyr, "answer_mode", answer_mode="sorted")
    refused(small_zephyr, "programming_thermalization", programming_thermalization=-1)


@pytest.mark.parametrize(
    "schedule",
    [
        [[0, 0], [20, 0.5]],
        [[0, 0], [20, 0.9], [10, 1]],
        [[0, 0.5], [20, 1]],
        [[1, 0], [20, 1]],
        [[0, 0], [10, 1.5], [20, 1]],
        [[k, k / 20] for k in range(21)],
        [[0, 0]],
    ],
)
def test_schedules_that_cannot_be(small_zephyr, schedule):
    refused(small_zephyr, "anneal_schedule", anneal_schedule=schedule)


def test_parameters_that_exclude_or_need_each_other(small_zephyr):
    refused(small_zephyr, "anneal_schedule", anneal_schedule=[[0, 0], [20, 1]], annealing_time=20)
    refused(small_zephyr, "initial_state", anneal_schedule=[[0, 1], [5, 0.5], [10, 1]])


def test_unknown_parameters(small_zephyr):
    # The client holds back what the solver does not list, but for names that begin with x_.
    with pytest.raises(KeyError):
        small_zephyr.sample(spins(small_zephyr, 4, seed=51), beta=1).resolve()
    refused(small_zephyr, "x_secret", x_secret=1)


def test_problems_that_do_not_fit_the_graph(small_zephyr):
    a = small_zephyr.nodelist[0]
    far = next(q for q in reversed(small_zephyr.nodelist) if q not in small_zephyr.adjacency[a])
    with pytest.raises((ValueError, ProblemStructureError)):
        small_zephyr.sample_ising({}, {(a, far): 1})
    dead = next(q for q in range(small_zephyr.properties["num_qubits"]) if q not in small_zephyr.nodelist)
    with pytest.raises((ValueError, ProblemStructureError)):
        small_zephyr.sample_ising({dead: 1}, {})


def test_numbers_that_are_none(small_zephyr):
    a, b = connected(small_zephyr, 2)
    refused(small_zephyr, "infinite", dimod.BinaryQuadraticModel({a: float("inf")}, {}, "SPIN"))
    refused(small_zephyr, "(?i)number|finite", dimod.BinaryQuadraticModel({}, {(a, b): float("nan")}, "SPIN"))


def test_chimera_has_no_fast_anneals(chimera):
    assert "fast_anneal" not in chimera.parameters
