"""Model files written, read and judged by their own libraries, line by line: see `Peers` in bench/engine/python.ts."""

import io
import itertools
import json
import sys
import time

import dimod
import numpy as np
from dwave.optimization import Model, generators


def write_binary(request):
    """A binary model of so many variables and interactions, as a file."""
    size, count = request["size"], request["interactions"]
    random = np.random.default_rng(1)
    pairs = random.choice(size * (size - 1) // 2, count, replace=False)
    first = (np.sqrt(2.0 * pairs + 0.25) + 0.5).astype(np.int64)
    second = pairs - first * (first - 1) // 2
    model = dimod.BinaryQuadraticModel.from_numpy_vectors(
        random.normal(size=size), (first, second, random.normal(size=count)), 0.5, "BINARY"
    )
    with open(request["to"], "wb") as file:
        file.write(model.to_file().read())
    return {"interactions": model.num_interactions}


def read_binary(request):
    with open(request["file"], "rb") as file:
        data = file.read()
    wall, cpu = time.perf_counter(), time.process_time()
    dimod.BinaryQuadraticModel.from_file(data)
    return {"wallMs": 1000 * (time.perf_counter() - wall), "cpuMs": 1000 * (time.process_time() - cpu)}


def write_knapsack(request):
    """As a constrained model and by the generator of nonlinear ones."""
    profits, weights, capacity = request["profits"], request["weights"], request["capacity"]
    if request["as"] == "nl":
        return keep(request["to"], generators.knapsack(profits, weights, capacity))
    model = dimod.ConstrainedQuadraticModel()
    items = [dimod.Binary(k) for k in range(len(weights))]
    model.set_objective(-dimod.quicksum(p * x for p, x in zip(profits, items)))
    model.add_constraint(dimod.quicksum(w * x for w, x in zip(weights, items)) <= capacity, label="capacity")
    with open(request["to"], "wb") as file:
        file.write(model.to_file().read())
    return {}


def write_tour(request):
    return keep(request["to"], generators.traveling_salesperson(np.array(request["distances"])))


def write_assignment(request):
    """Of nine facilities, so that all orders can be tried."""
    random = np.random.default_rng(3)
    flow, distance = random.integers(0, 10, (9, 9)), random.integers(0, 10, (9, 9))
    best = min((distance[np.ix_(p, p)] * flow).sum() for p in map(list, itertools.permutations(range(9))))
    return {**keep(request["to"], generators.quadratic_assignment(distance, flow)), "best": float(best)}


def write_routes(request):
    return keep(
        request["to"],
        generators.capacitated_vehicle_routing(
            demand=request["demand"],
            number_of_vehicles=request["vehicles"],
            vehicle_capacity=request["capacity"],
            distances=np.array(request["distances"]),
        ),
    )


def keep(to, model):
    with model.to_file() as file, open(to, "wb") as copy:
        copy.write(file.read())
    return {}


def judge(request):
    """What dwave-optimization says of a file of states."""
    with open(request["model"], "rb") as file:
        model = Model.from_file(io.BytesIO(file.read()))
    model.lock()
    with open(request["states"], "rb") as file:
        model.states.from_file(io.BytesIO(file.read()))
    isFeasible = all(bool(np.all(constraint.state(0))) for constraint in model.iter_constraints())
    return {"objective": float(model.objective.state(0)), "isFeasible": isFeasible}


kinds = {
    "write-binary": write_binary,
    "read-binary": read_binary,
    "write-knapsack": write_knapsack,
    "write-tour": write_tour,
    "write-assignment": write_assignment,
    "write-routes": write_routes,
    "judge": judge,
}
for line in sys.stdin:
    asked = json.loads(line)
    try:
        print(json.dumps(kinds[asked["kind"]](asked)), flush=True)
    except Exception as error:
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)
