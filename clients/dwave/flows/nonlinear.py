"""The hybrid solver of nonlinear models, with the vendor's own generators. The client reckons the objective by itself."""

import itertools

import numpy as np
import pytest
from dwave.cloud.exceptions import SolverFailureError
from dwave.optimization import Model, generators
from dwave.optimization.mathematical import bspline
from dwave.system import LeapHybridNLSampler


@pytest.fixture(scope="module")
def sampler():
    with LeapHybridNLSampler() as opened:
        yield opened


def solved(sampler, model, **parameters):
    """The first answer: its objective, its decision, and whether all constraints hold in it."""
    result = sampler.sample(model, **parameters).result(timeout=120)
    assert result.model is model
    assert result.info["timing"]["run_time"] > 0
    assert model.states.size() >= 1
    with model.lock():
        holds = all(bool(constraint.state(0)) for constraint in model.iter_constraints())
        [decision] = model.iter_decisions()
        return float(model.objective.state(0)), decision, holds


def distances(count: int, seed: int) -> np.ndarray:
    """Whole distances that differ by direction."""
    matrix = np.random.default_rng(seed).integers(1, 100, (count, count))
    np.fill_diagonal(matrix, 0)
    return matrix


def test_a_travelling_salesperson(sampler):
    matrix = distances(8, seed=81)
    length, tour, _ = solved(sampler, generators.traveling_salesperson(matrix), label="eight towns")

    def around(order) -> int:
        return sum(matrix[a, b] for a, b in zip(order, [*order[1:], order[0]]))

    order = tour.state(0).astype(int).tolist()
    assert sorted(order) == list(range(8))
    assert length == around(order) == min(around([0, *rest]) for rest in itertools.permutations(range(1, 8)))


def test_a_larger_tour_is_short(sampler):
    points = np.random.default_rng(82).random((60, 2))
    matrix = np.linalg.norm(points[:, None] - points[None], axis=2)
    length, tour, _ = solved(sampler, generators.traveling_salesperson(matrix), time_limit=3)
    assert sorted(tour.state(0).astype(int)) == list(range(60))

    def nearest_neighbours(start: int) -> float:
        path, left = [start], set(range(60)) - {start}
        while left:
            path.append(min(left, key=lambda town: matrix[path[-1], town]))
            left.remove(path[-1])
        return sum(matrix[a, b] for a, b in zip(path, [*path[1:], start]))

    assert length < min(map(nearest_neighbours, range(60)))


def test_a_quadratic_assignment(sampler):
    rng = np.random.default_rng(83)
    far, flow = rng.integers(0, 20, (2, 7, 7))
    cost, order, _ = solved(sampler, generators.quadratic_assignment(far, flow), time_limit=2)

    def priced(places) -> int:
        places = np.array(places)
        return int((flow * far[places][:, places]).sum())

    assert cost == priced(order.state(0).astype(int)) == min(map(priced, itertools.permutations(range(7))))


def test_a_knapsack(sampler):
    rng = np.random.default_rng(84)
    values, weights = rng.integers(10, 100, 40), rng.integers(5, 40, 40)
    capacity = int(weights.sum() // 3)
    worth, taken, holds = solved(sampler, generators.knapsack(values, weights, capacity), time_limit=2)
    taken = taken.state(0).astype(int)
    assert holds and weights[taken].sum() <= capacity
    best = np.zeros(capacity + 1, int)
    for value, weight in zip(values, weights):
        best[weight:] = np.maximum(best[weight:], best[: capacity + 1 - weight] + value)
    assert -worth == values[taken].sum() == best[-1]


def test_routes_of_vehicles(sampler):
    rng = np.random.default_rng(85)
    demand, x, y = [0, *rng.integers(5, 30, 7).tolist()], rng.integers(0, 50, 8), rng.integers(0, 50, 8)
    model = generators.capacitated_vehicle_routing(demand, 2, sum(demand) * 0.6, locations_x=x, locations_y=y)
    length, routes, holds = solved(sampler, model)
    far = np.hypot(x[:, None] - x[None], y[:, None] - y[None])

    def driven(stops) -> float:
        path = [0, *stops, 0]
        return sum(far[a, b] for a, b in zip(path, path[1:]))

    driving = [[int(stop) + 1 for stop in route.state(0)] for route in routes.iter_successors()]
    assert holds
    assert sorted(itertools.chain(*driving)) == list(range(1, 8))
    assert all(sum(demand[stop] for stop in route) <= sum(demand) * 0.6 for route in driving)
    assert length == pytest.approx(sum(map(driven, driving)))
    # Each way of giving the stops, the first of them to the first vehicle, in each order.
    shortest = {}
    for count in range(8):
        for stops in itertools.combinations(range(1, 8), count):
            shortest[stops] = min(map(driven, itertools.permutations(stops))) if stops else 0.0
    best = min(
        shortest[one] + shortest[tuple(s for s in range(1, 8) if s not in one)]
        for one in shortest
        if max(sum(demand[s] for s in one), sum(demand) - sum(demand[s] for s in one)) <= sum(demand) * 0.6
    )
    assert length == pytest.approx(best)


def test_a_flow_shop(sampler):
    times = np.random.default_rng(86).integers(1, 30, (4, 7))
    span, order, _ = solved(sampler, generators.flow_shop_scheduling(times))
    assert sorted(order.state(0).astype(int)) == list(range(7))
    # Every order in the vendor's own model, since releases differ in what they reckon.
    every = generators.flow_shop_scheduling(times)
    orders = list(itertools.permutations(range(7)))
    every.states.resize(len(orders))
    [jobs] = every.iter_decisions()
    for k, permutation in enumerate(orders):
        jobs.set_state(k, permutation)
    assert span == min(float(every.objective.state(k)) for k in range(len(orders)))


def test_a_model_of_ones_own(sampler):
    model = Model()
    n = model.integer(3, lower_bound=-5, upper_bound=9)
    target = model.constant([2, -3, 7])
    off = n - target
    model.minimize((off * off).sum())
    model.add_constraint(n.sum() <= model.constant(4))
    least = min(
        sum((a - b) ** 2 for a, b in zip(point, (2, -3, 7)))
        for point in itertools.product(range(-5, 10), repeat=3)
        if sum(point) <= 4
    )
    value, decision, holds = solved(sampler, model)
    assert holds and decision.state(0).sum() <= 4
    assert value == least


def test_a_node_that_is_not_served_is_named(sampler):
    model = Model()
    x = model.integer(2, lower_bound=2, upper_bound=4)
    model.minimize(bspline(x, k=2, t=[0, 1, 2, 3, 4, 5, 6], c=[-1, 2, 0, -1]).sum())
    with pytest.raises(SolverFailureError, match="BSpline"):
        sampler.sample(model).result(timeout=60)
