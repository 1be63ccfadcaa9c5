import { NaruError, TooLargeError, UnsupportedError } from "@naru/base";
import type { Circuit, PauliSum } from "@naru/circuit";
import type { SimulateOptions } from "@naru/engine";
import { isDynamic } from "../limits.ts";
import type { Machine } from "../machine.ts";
import { type Basis, singleBases } from "./bases.ts";
import { measuredIn } from "./measured.ts";
import type { Group, OpenItem } from "./open-item.ts";
import { type PauliStrings, stringsOf } from "./strings.ts";

/** Strings that are computed one by one where all of them together would be too much. */
const mostSingleStrings = 2048;

export const exactly = (observables: readonly PauliSum[]): SimulateOptions => ({
  seed: 0,
  precision: "double",
  observables,
});
export const distribution: SimulateOptions = { seed: 0, precision: "double", probabilities: true };

/** How the exact values of a group are computed. */
export interface ExactPlan {
  readonly strings: PauliStrings;
  /** Strings that one run computes together. */
  readonly batches: readonly {
    readonly places: readonly number[];
    readonly observables: readonly PauliSum[];
    readonly cost: ReturnType<Machine["simulation"]["estimate"]>;
  }[];
  /** Terms that are read from probabilities. */
  readonly measured: readonly {
    readonly term: number;
    readonly basis: Basis;
    readonly circuit: Circuit;
  }[];
}

/**
 * All strings in one run where that can be, else each in a run of its own, which costs its light cone alone.
 * Throws UnsupportedError or TooLargeError when neither can be.
 */
export function planExact(machine: Machine, open: OpenItem, group: Group, circuit: Circuit): ExactPlan {
  if (isDynamic(circuit)) {
    throw new UnsupportedError(
      "Exact values need a circuit without measurements on the way, resets and conditions. Ask for a precision or shots.",
    );
  }
  const { terms, sums } = open;
  const strings = stringsOf(terms, sums, group.observables, circuit.qubitCount);
  const all = strings.strings.map((_, place) => place);
  const batchOf = (places: readonly number[]) => {
    const observables = places.map((place) => strings.strings[place]).filter((sum) => sum !== undefined);
    return { places, observables, cost: machine.simulation.estimate(circuit, exactly(observables)) };
  };
  const measured = singleBases(terms, strings.projectors).map((basis) => {
    const [term = 0] = basis.terms;
    const read = measuredIn(machine, circuit, basis).circuit;
    if (read.clbitCount > widestDistribution) throw tooManyProjectors();
    return { term, basis, circuit: read };
  });
  if (all.length === 0) return { strings, batches: [], measured };
  try {
    return { strings, batches: [batchOf(all)], measured };
  } catch (error) {
    if (!(error instanceof NaruError) || all.length === 1) throw error;
    if (all.length > mostSingleStrings) {
      throw new TooLargeError(
        `The state is too large to compute ${all.length} terms together. Ask for up to ${mostSingleStrings} terms of one circuit, which are then computed one by one.`,
        { terms: all.length, limit: mostSingleStrings },
      );
    }
    return { strings, batches: all.map((place) => batchOf([place])), measured };
  }
}

/** Bits of an outcome that is a number of double precision. */
const widestDistribution = 53;

export const tooManyProjectors = (): UnsupportedError =>
  new UnsupportedError(
    "An observable projects so many qubits that its exact value is not computed. Ask for a precision or shots.",
  );
