"""A knapsack by the hybrid solver of constrained models:  naru exec -- python examples/knapsack_dwave.py

Which things are worth most together, if their weights may not exceed what the knapsack holds? Nothing here knows of Naru:
DWAVE_API_ENDPOINT and DWAVE_API_TOKEN say where the service is.
"""

from dimod import Binary, ConstrainedQuadraticModel, quicksum
from dwave.system import LeapHybridCQMSampler

things = {"tent": (35, 12), "stove": (85, 27), "lamp": (30, 11), "rope": (50, 17), "axe": (70, 20), "radio": (80, 10), "pan": (55, 15)}
holds = 50
taken = {name: Binary(name) for name in things}

cqm = ConstrainedQuadraticModel()
cqm.set_objective(-quicksum(value * taken[name] for name, (value, _) in things.items()))
cqm.add_constraint(quicksum(weight * taken[name] for name, (_, weight) in things.items()) <= holds, label="weight")

answers = LeapHybridCQMSampler().sample_cqm(cqm, label="Naru example - knapsack")
best = answers.filter(lambda answer: answer.is_feasible).first
print({"worth": -int(best.energy), "things": sorted(name for name in things if best.sample[name] == 1)})
