import type { AnnealerMachine, HybridMachine } from "@naru/backends";
import { NotFoundError } from "@naru/base";
import type { JsonObject } from "@naru/dialect";
import { shortened } from "@naru/dialect/http";
import { type Hybrid, hybrids, qpus, timeLimitSeconds } from "../backends/index.ts";
import { workingPartOf } from "./graph.ts";
import { hybridParameters } from "./parameters.ts";
import { qpuProperties } from "./qpu-properties.ts";

/** What a problem is sent to. */
export type Solver = {
  readonly name: string;
  readonly description: string;
  /** Words for kinds of problems that it takes. */
  readonly types: readonly string[];
} & (
  | { readonly kind: "qpu"; readonly machine: AnnealerMachine }
  | { readonly kind: "hybrid"; readonly machine: HybridMachine; readonly hybrid: Hybrid }
);

export const solvers: readonly Solver[] = [
  ...qpus.map(({ spec, annealer }): Solver => {
    const { name, description } = spec;
    return { kind: "qpu", name, description: description.en, types: ["ising", "qubo"], machine: annealer };
  }),
  ...hybrids.map((hybrid): Solver => {
    const { name, description } = hybrid.model.spec;
    const { hybrid: machine } = hybrid.model;
    return { kind: "hybrid", name, description: description.en, types: [hybrid.format], machine, hybrid };
  }),
];

/** Throws NotFoundError for a solver that is not here. */
export function solverNamed(name: string): Solver {
  const solver = solvers.find((one) => one.name === name);
  if (!solver) throw new NotFoundError("backend", shortened(name));
  return solver;
}

/** Name, and of a QPU the graph that problems are made for. */
export const identityOf = (solver: Solver): JsonObject & { readonly name: string } => ({
  name: solver.name,
  ...(solver.kind === "qpu" && { version: { graph_id: workingPartOf(solver.machine).graphId } }),
});

/** All that does not change. */
export function propertiesOf(solver: Solver): JsonObject {
  if (solver.kind === "qpu") return qpuProperties(solver.name, solver.machine);
  const [, most] = timeLimitSeconds;
  return {
    category: "hybrid",
    supported_problem_types: [...solver.types],
    // The client takes the greatest, compared as a text.
    version: "1.0",
    quota_conversion_rate: 20,
    parameters: hybridParameters,
    maximum_time_limit_hrs: most / 3600,
    ...(solver.hybrid.properties as JsonObject),
  };
}
