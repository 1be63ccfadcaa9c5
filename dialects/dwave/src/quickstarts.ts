import type { Quickstart } from "@naru/dialect";
import { environment } from "./environment.ts";

/** The first lines of every program: variables that would otherwise be set in the shell. */
const setUp = (origin: string, key: string): string => {
  const lines = Object.entries(environment(origin, key)).map(([name, value]) => `    "${name}": "${value}",`);
  return `import os
os.environ.update({
${lines.join("\n")}
})
`;
};

/** Whole programs: D-Wave's own first steps, unchanged but for the lines that set the variables. */
export const quickstarts = (origin: string, key: string): readonly Quickstart[] => [
  {
    sdk: "dwave-system",
    install: "pip install dwave-system",
    language: "python",
    code: `${setUp(origin, key)}
import dimod
from dwave.system import DWaveSampler, EmbeddingComposite

# A triangle of which no three neighbours can all differ, on an annealing QPU
bqm = dimod.BinaryQuadraticModel({}, {("a", "b"): 1, ("b", "c"): 1, ("a", "c"): 1}, 0, "SPIN")
sampler = EmbeddingComposite(DWaveSampler())
print(sampler.sample(bqm, num_reads=100, label="A triangle"))
`,
  },
  {
    sdk: "dwave-system",
    install: "pip install dwave-system",
    language: "python",
    code: `${setUp(origin, key)}
from dimod import Binary, ConstrainedQuadraticModel, quicksum
from dwave.system import LeapHybridCQMSampler

# A knapsack that holds 50: which things are worth most together?
values = [35, 85, 30, 50, 70, 80, 55]
weights = [12, 27, 11, 17, 20, 10, 15]
things = [Binary(f"thing {k}") for k in range(len(values))]

cqm = ConstrainedQuadraticModel()
cqm.set_objective(-quicksum(value * thing for value, thing in zip(values, things)))
cqm.add_constraint(quicksum(weight * thing for weight, thing in zip(weights, things)) <= 50, label="weight")

answers = LeapHybridCQMSampler().sample_cqm(cqm, time_limit=3, label="A knapsack")
best = answers.filter(lambda answer: answer.is_feasible).first
print("worth", -best.energy, [name for name, taken in best.sample.items() if taken])
`,
  },
];
