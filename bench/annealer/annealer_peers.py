"""Samplers of dwave-samplers, asked line by line for one run each: see `Peers` in bench/engine/python.ts."""

import json
import sys
import time

import dimod
import numpy as np
from dwave.samplers import SimulatedAnnealingSampler, TabuSampler

models = {}


def load(request):
    """A model under a name; what follows is timed without building it."""
    model = dimod.BinaryQuadraticModel("SPIN")
    model.add_linear_from_array(np.array(request["fields"], dtype=float))
    model.add_quadratic_from_arrays(
        np.array(request["first"]), np.array(request["second"]), np.array(request["values"], dtype=float)
    ) if hasattr(model, "add_quadratic_from_arrays") else model.add_quadratic_from(
        zip(request["first"], request["second"], request["values"])
    )
    model.offset = request["offset"]
    models[request["name"]] = model
    return {"interactions": model.num_interactions}


def anneal(request):
    model = models[request["name"]]
    options = {key: request[key] for key in ("num_reads", "num_sweeps", "seed")}
    wall, cpu = time.perf_counter(), time.process_time()
    found = SimulatedAnnealingSampler().sample(model, **options)
    energies = found.record.energy
    return {**timing(wall, cpu), "meanEnergy": float(energies.mean()), "bestEnergy": float(energies.min())}


def reach(request):
    """Runs a sampler until a state of the target's energy is found, or the time is over."""
    model, target, limit = models[request["name"]], request["target"], request["limitSeconds"]
    wall, cpu = time.perf_counter(), time.process_time()
    best = float("inf")
    if request["sampler"] == "tabu":
        found = TabuSampler().sample(
            model, num_reads=1, timeout=int(1000 * limit), energy_threshold=target, seed=request["seed"]
        )
        best = float(found.first.energy)
    else:
        run = 0
        while best > target + 1e-6 and time.perf_counter() - wall < limit:
            found = SimulatedAnnealingSampler().sample(
                model, num_reads=1, num_sweeps=request["sweeps"], seed=1000 * request["seed"] + run
            )
            best = min(best, float(found.first.energy))
            run += 1
    return {**timing(wall, cpu), "energy": best}


def timing(wall, cpu):
    return {"wallMs": 1000 * (time.perf_counter() - wall), "cpuMs": 1000 * (time.process_time() - cpu)}


kinds = {"load": load, "anneal": anneal, "reach": reach}
for line in sys.stdin:
    asked = json.loads(line)
    try:
        print(json.dumps(kinds[asked["kind"]](asked)), flush=True)
    except Exception as error:
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)
