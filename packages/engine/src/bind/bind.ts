import type { Circuit } from "@naru/circuit";
import type { SimulateOptions, SimulateResult, Simulator } from "../simulator.ts";
import { withParameters } from "./with-parameters.ts";

/** What runs circuits that differ in their angles alone. */
export interface BoundRunner {
  run(circuit: Circuit, options: SimulateOptions): Promise<SimulateResult> | SimulateResult;
}

/**
 * Runs one circuit with many sets of parameters. All sets are checked before the first is run; progress is over all of
 * them, and a stop ends the rest.
 */
export async function runBound(
  runner: BoundRunner,
  circuit: Circuit,
  parameterSets: readonly Float64Array[],
  options: SimulateOptions,
): Promise<SimulateResult[]> {
  const circuits = parameterSets.map((values) => withParameters(circuit, values));
  const results: SimulateResult[] = [];
  for (const [k, bound] of circuits.entries()) {
    const { onProgress, ...rest } = options;
    const partly = onProgress && {
      onProgress: (done: number) => onProgress.call(options, (k + done) / circuits.length),
    };
    results.push(await runner.run(bound, { ...rest, ...partly }));
  }
  return results;
}

/** A simulator that can be told that circuits of the same structure will follow. */
export interface BindingSimulator extends Simulator {
  bound(): BoundRunner;
}
export const isBinding = (simulator: Simulator): simulator is BindingSimulator => "bound" in simulator;
