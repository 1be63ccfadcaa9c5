import { seeded } from "@naru/base";
import { Pacer } from "../pacer.ts";
import type { Clock, SimulateOptions, SimulateResult } from "../simulator.ts";
import { shufflingMemory } from "../tally.ts";
import { joinCounts } from "./join-counts.ts";
import { joinAmplitudes, joinDistributions } from "./join-exact.ts";
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
  const results: SimulateResult[] = [];
  let done = 0;
  for (const [k, part] of reduction.parts.entries()) {
    const before = done;
    const share = shares[k] ?? 0;
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

async function join(
  { parts, qubitCount, bitCount, observables }: Reduction,
  results: readonly SimulateResult[],
  options: SimulateOptions,
  pacer: Pacer,
): Promise<Joined> {
  const { shots = 0, seed } = options;
  const withBits = parts.flatMap((part, k) => (part.bits.length > 0 ? [{ bits: part.bits, result: results[k] }] : []));
  const counts =
    shots > 0
      ? await joinCounts(
          withBits.map(({ bits, result }) => ({ bits, counts: required(result.counts) })),
          bitCount,
          shots,
          seed,
          pacer,
        )
      : undefined;
  const probabilities = options.probabilities
    ? joinDistributions(
        withBits.map(({ bits, result }) => ({ bits, distribution: result.probabilities })),
        bitCount,
      )
    : undefined;
  const amplitudes = options.amplitudes
    ? joinAmplitudes(
        parts.map(({ qubits }, k) => ({ qubits, amplitudes: required(results[k].amplitudes) })),
        qubitCount,
      )
    : undefined;
  const truncated = results.some(({ truncationError }) => truncationError !== undefined);
  return {
    bitCount,
    ...(counts && { counts }),
    ...(counts &&
      options.memory && { memory: await pacer.drive(shufflingMemory(counts, seeded(seed).fork("memory"))) }),
    ...(probabilities && { probabilities }),
    ...(amplitudes && { amplitudes }),
    ...(observables && {
      expectations: joinExpectations(
        observables,
        results.map(({ expectations }) => expectations),
      ),
    }),
    ...(truncated && {
      truncationError: 1 - results.reduce((kept, part) => kept * (1 - (part.truncationError ?? 0)), 1),
    }),
    seconds: pacer.seconds,
  };
}

function required<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("A method gave less than it was asked for.");
  return value;
}
