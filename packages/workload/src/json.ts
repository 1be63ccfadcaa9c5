import { InvalidInputError } from "@naru/base";
import type { CircuitOutcome, Outcome } from "./outcome.ts";

/**
 * An outcome as text for the result store, and back. Numbers keep every bit (JavaScript writes the shortest decimal
 * that reads back equal); typed arrays become plain arrays and maps become pairs.
 */
export function writeOutcomeJson(outcome: Outcome): string {
  return JSON.stringify({
    ...outcome,
    circuits: outcome.circuits.map((circuit) => ({
      ...circuit,
      counts: [...circuit.counts],
      ...(circuit.probabilities && {
        probabilities: {
          outcomes: Array.from(circuit.probabilities.outcomes),
          values: Array.from(circuit.probabilities.values),
        },
      }),
      ...(circuit.memory && { memory: Array.from(circuit.memory) }),
    })),
  });
}

interface StoredCircuit extends Omit<CircuitOutcome, "counts" | "probabilities" | "memory"> {
  readonly counts: [string, number][];
  readonly probabilities?: { readonly outcomes: number[]; readonly values: number[] };
  readonly memory?: number[];
}

/** Reads what `writeOutcomeJson` wrote. Throws InvalidInputError for anything else. */
export function readOutcomeJson(text: string): Outcome {
  const stored = JSON.parse(text) as { kind: "sample"; seed: number; circuits: StoredCircuit[] };
  if (stored.kind !== "sample") throw new InvalidInputError("This is not a stored outcome.");
  return {
    ...stored,
    circuits: stored.circuits.map((circuit) => {
      const { counts, probabilities, memory, ...rest } = circuit;
      return {
        ...rest,
        counts: new Map(counts),
        ...(probabilities && {
          probabilities: {
            outcomes: Float64Array.from(probabilities.outcomes),
            values: Float64Array.from(probabilities.values),
          },
        }),
        ...(memory && { memory: Uint32Array.from(memory) }),
      };
    }),
  };
}
