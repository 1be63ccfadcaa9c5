import type { PauliSum } from "@naru/circuit";
import { Pacer } from "../pacer.ts";
import {
  type Clock,
  type Distribution,
  negligibleProbability,
  type SimulateOptions,
  type SimulateResult,
} from "../simulator.ts";
import { joinCounts, type PartShots } from "./join-counts.ts";
import { joinAmplitudes, joinDistributions } from "./join-exact.ts";
import { type OneQubitResult, oneQubitResult } from "./one-qubit.ts";
import type { Part, Reduction } from "./parts.ts";
import { joinExpectations } from "./split-observables.ts";

/** What the parts of a circuit gave together; how they were computed is for the caller to say. */
export type Joined = Omit<SimulateResult, "method" | "why">;

/**
 * Runs the parts of a circuit one after the other and puts their results together. `shares` says which part of the work
 * each of them is, for the progress.
 */
export async function runParts(
  reduction: Reduction,
  options: SimulateOptions,
  clock: Clock,
  shares: readonly number[],
  runPart: (part: Part, options: SimulateOptions, number: number) => Promise<SimulateResult> | SimulateResult,
): Promise<Joined> {
  const pacer = new Pacer(clock, options);
  pacer.check();
  const results: PartResult[] = [];
  let done = 0;
  for (const [k, part] of reduction.parts.entries()) {
    const before = done;
    const share = shares[k] ?? 0;
    if (part.isOneQubit) {
      results.push({ isOneQubit: true, ...oneQubitResult(part.circuit, part.options.noise) });
      continue;
    }
    const control = {
      ...(options.stop && { stop: options.stop }),
      ...(options.onProgress && { onProgress: (inner: number) => pacer.passOn(before + share * inner) }),
    };
    results.push(await runPart(part, { ...part.options, ...control }, k));
    done += share;
    await pacer.pause(done);
  }
  return join(reduction, results, options, pacer);
}

type PartResult = (SimulateResult & { readonly isOneQubit?: false }) | (OneQubitResult & { readonly isOneQubit: true });

async function join(
  { parts, qubitCount, bitCount, observables }: Reduction,
  results: readonly PartResult[],
  options: SimulateOptions,
  pacer: Pacer,
): Promise<Joined> {
  const { shots = 0, seed, memory: wantsMemory = false } = options;
  const withBits = parts.flatMap((part, k) => (part.bits.length > 0 ? [{ bits: part.bits, result: results[k] }] : []));
  const joined =
    shots > 0
      ? await joinCounts(
          withBits.map(({ bits, result }) => shotsOf(bits, result)),
          bitCount,
          shots,
          seed,
          wantsMemory,
          pacer,
        )
      : undefined;
  const probabilities = options.probabilities
    ? joinDistributions(
        withBits.map(({ bits, result }) => ({ bits, distribution: distributionOf(result) })),
        bitCount,
      )
    : undefined;
  const amplitudes = options.amplitudes
    ? joinAmplitudes(
        parts.map(({ qubits }, k) => ({ qubits, amplitudes: amplitudesOf(results[k]) })),
        qubitCount,
      )
    : undefined;
  const truncations = results.flatMap((result) => (result.isOneQubit ? [] : (result.truncationError ?? [])));
  return {
    bitCount,
    ...joined,
    ...(probabilities && { probabilities }),
    ...(amplitudes && { amplitudes }),
    ...(observables && {
      expectations: joinExpectations(
        observables,
        results.map((result, k) => expectationsOf(result, observables.ofParts[k])),
      ),
    }),
    ...(truncations.length > 0 && { truncationError: 1 - truncations.reduce((kept, lost) => kept * (1 - lost), 1) }),
    seconds: pacer.seconds,
  };
}

function shotsOf(bits: readonly number[], result: PartResult): PartShots {
  return result.isOneQubit ? { bits, one: result.one } : { bits, counts: required(result.counts) };
}

function distributionOf(result: PartResult): Distribution | undefined {
  if (!result.isOneQubit) return result.probabilities;
  const listed = [1 - result.one, result.one].flatMap((value, outcome) =>
    value < negligibleProbability ? [] : [{ outcome, value }],
  );
  return {
    outcomes: Float64Array.from(listed, ({ outcome }) => outcome),
    values: Float64Array.from(listed, ({ value }) => value),
  };
}

function amplitudesOf(result: PartResult): Float64Array {
  return required(result.isOneQubit ? undefined : result.amplitudes);
}

/** Each piece of a single qubit's is one letter, X, Y or Z. */
function expectationsOf(result: PartResult, pieces: readonly PauliSum[]): Float64Array | undefined {
  if (!result.isOneQubit) return result.expectations;
  return Float64Array.from(pieces, ({ terms }) => result.bloch["XYZ".indexOf(terms[0].paulis)]);
}

function required<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("A method gave less than it was asked for.");
  return value;
}
