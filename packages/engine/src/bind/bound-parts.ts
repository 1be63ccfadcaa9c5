import type { Circuit } from "@naru/circuit";
import type { Choice } from "../choose.ts";
import type { Host } from "../host.ts";
import { type Part, type Reduction, reduce, runParts } from "../reduce/index.ts";
import type { SimulateOptions, SimulateResult } from "../simulator.ts";
import { type BoundRunner, isBinding } from "./bind.ts";
import { parametersOf, withParameters } from "./with-parameters.ts";

/** How a circuit that falls apart was found to be simulated with its first set of parameters. */
export interface PartsPlan {
  readonly reduction: Reduction;
  readonly choices: readonly (Choice | null)[];
  readonly method: SimulateResult["method"];
  readonly why: string;
  /** Which part of the work each part is, for the progress. */
  readonly shares: readonly number[];
}

/**
 * Runs a circuit that falls apart with other angles in the same parts, each by the method that was chosen for it: how it
 * falls apart depends on no angle. Undefined where it does not fall apart as planned.
 */
export function boundParts(
  circuit: Circuit,
  options: SimulateOptions,
  { reduction, choices, method, why, shares }: PartsPlan,
  host: Host,
): BoundRunner | undefined {
  // With the number of each parameter in its place, the parts show which are theirs.
  const numbers = Float64Array.from(parametersOf(circuit), (_, k) => k);
  const numbered = reduce(withParameters(circuit, numbers), options);
  if (numbered?.parts.length !== reduction.parts.length) return undefined;
  const places = numbered.parts.map((part) => parametersOf(part.circuit));
  const runners = choices.map((choice) =>
    choice && isBinding(choice.simulator) ? choice.simulator.bound() : choice?.simulator,
  );
  return {
    async run(bound, control) {
      const values = parametersOf(bound);
      const parts = reduction.parts.map((part, k): Part => {
        const own = Float64Array.from(places[k] ?? [], (place) => values[place] ?? Number.NaN);
        return { ...part, circuit: withParameters(part.circuit, own) };
      });
      const joined = await runParts({ ...reduction, parts }, control, host, shares, (part, partOptions, k) => {
        const runner = runners[k];
        if (!runner) throw new Error("A part that needs no method was to be run by one.");
        return runner.run(part.circuit, partOptions);
      });
      return { method, why, ...joined };
    },
  };
}
