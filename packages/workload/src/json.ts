import { InvalidInputError } from "@naru/base";
import { pack, readAnneal, readSolve, storedAnneal, storedSolve, unpack } from "./annealing-json.ts";
import type {
  BitTensor,
  CircuitOutcome,
  EstimateItemOutcome,
  Outcome,
  SampleOutcome,
  SweepItemOutcome,
} from "./outcome.ts";
import { readBase64, writeBase64 } from "./packing.ts";

/**
 * An outcome as text for the result store, and back. Numbers keep every bit (JavaScript writes the shortest decimal
 * that reads back equal). Of circuits that were sampled, typed arrays become plain arrays and maps become pairs; of
 * all others, arrays become base64.
 */
export function writeOutcomeJson(outcome: Outcome): string {
  switch (outcome.kind) {
    case "sample":
      return writeSample(outcome);
    case "sweep":
      return JSON.stringify({ ...outcome, items: outcome.items.map(storedSweep) });
    case "estimate":
      return JSON.stringify({ ...outcome, items: outcome.items.map(storedEstimate) });
    case "anneal":
      return JSON.stringify(storedAnneal(outcome));
    case "solve":
      return JSON.stringify(storedSolve(outcome));
  }
}

/** Reads what `writeOutcomeJson` wrote. Throws InvalidInputError for anything else. */
export function readOutcomeJson(text: string): Outcome {
  const stored = JSON.parse(text) as Stored;
  switch (stored.kind) {
    case "sample":
      return { ...stored, circuits: stored.circuits.map(readCircuit) };
    case "sweep":
      return { ...stored, items: stored.items.map(readSweep) };
    case "estimate":
      return { ...stored, items: stored.items.map(readEstimate) };
    case "anneal":
      return readAnneal(stored);
    case "solve":
      return readSolve(stored);
    default:
      throw new InvalidInputError("This is not a stored outcome.");
  }
}

type Stored =
  | { readonly kind: "sample"; readonly seed: number; readonly circuits: readonly StoredCircuit[] }
  | { readonly kind: "sweep"; readonly seed: number; readonly items: readonly ReturnType<typeof storedSweep>[] }
  | { readonly kind: "estimate"; readonly seed: number; readonly items: readonly ReturnType<typeof storedEstimate>[] }
  | ReturnType<typeof storedAnneal>
  | ReturnType<typeof storedSolve>;

function storedSweep({ bits, outputs, ...rest }: SweepItemOutcome) {
  return {
    ...rest,
    bits: writeBase64(bits),
    ...(outputs && { outputs: mapValues(outputs, (tensor) => ({ ...tensor, bits: writeBase64(tensor.bits) })) }),
  };
}

function readSweep({ bits, outputs, ...rest }: ReturnType<typeof storedSweep>): SweepItemOutcome {
  return {
    ...rest,
    bits: readBase64(bits),
    ...(outputs && {
      outputs: mapValues(outputs, (tensor): BitTensor => ({ ...tensor, bits: readBase64(tensor.bits) })),
    }),
  };
}

function storedEstimate({ zeroNoise, ...item }: EstimateItemOutcome) {
  return {
    ...item,
    values: pack(item.values),
    standardErrors: pack(item.standardErrors),
    ensembleStandardErrors: pack(item.ensembleStandardErrors),
    ...(zeroNoise && {
      zeroNoise: {
        ...zeroNoise,
        values: pack(zeroNoise.values),
        standardErrors: pack(zeroNoise.standardErrors),
        ensembleStandardErrors: pack(zeroNoise.ensembleStandardErrors),
        extrapolated: pack(zeroNoise.extrapolated),
        extrapolatedErrors: pack(zeroNoise.extrapolatedErrors),
      },
    }),
  };
}

function readEstimate({ zeroNoise, ...item }: ReturnType<typeof storedEstimate>): EstimateItemOutcome {
  return {
    ...item,
    values: unpack(item.values),
    standardErrors: unpack(item.standardErrors),
    ensembleStandardErrors: unpack(item.ensembleStandardErrors),
    ...(zeroNoise && {
      zeroNoise: {
        ...zeroNoise,
        values: unpack(zeroNoise.values),
        standardErrors: unpack(zeroNoise.standardErrors),
        ensembleStandardErrors: unpack(zeroNoise.ensembleStandardErrors),
        extrapolated: unpack(zeroNoise.extrapolated),
        extrapolatedErrors: unpack(zeroNoise.extrapolatedErrors),
      },
    }),
  };
}

const mapValues = <From, To>(record: Readonly<Record<string, From>>, change: (value: From) => To) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));

function writeSample(outcome: SampleOutcome): string {
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
  readonly counts: readonly (readonly [string, number])[];
  readonly probabilities?: { readonly outcomes: number[]; readonly values: number[] };
  readonly memory?: number[];
}

function readCircuit({ counts, probabilities, memory, ...rest }: StoredCircuit): CircuitOutcome {
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
}
