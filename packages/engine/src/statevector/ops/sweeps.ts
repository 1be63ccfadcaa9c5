import { hypot } from "@naru/base";
import type { UnitaryStep } from "../../simulator.ts";
import { type Kernel, prepare } from "../../tiny/kernel.ts";
import type { Arithmetic } from "../emit/arithmetic.ts";
import type { SweepKernels } from "./kernels.ts";

/** One sweep over a state; `constants` is an address, or a number where the kernel takes one. */
export interface PreparedSweep {
  readonly kernel: keyof SweepKernels;
  readonly mask: number;
  readonly flips: number;
  readonly constants: number;
  /** The bits of a vector's number whose change takes amplitudes from one vector to another. */
  readonly targets: number;
}

/** Puts numbers, one for each lane of each vector, into memory and says where. */
export interface Constants {
  readonly arithmetic: Arithmetic;
  /** Bits of an index, lanes included. */
  readonly qubitCount: number;
  /** Places numbers one after the other, after so many 32-bit integers (0 or 4). */
  place(numbers: readonly number[], integers?: readonly number[]): number;
}

/**
 * The sweeps that apply a step up to a global phase, or undefined for matrices on three or more qubits and for steps that
 * touch more bits within a vector than there are free bits outside.
 */
export function sweepsOf(step: UnitaryStep, constants: Constants): readonly PreparedSweep[] | undefined {
  return sweepsOfKernel(prepare(step), constants);
}

function sweepsOfKernel(kernel: Kernel, constants: Constants): readonly PreparedSweep[] | undefined {
  switch (kernel.form) {
    case "phase":
      return diagonalSweeps({ ...kernel, entries: Float64Array.of(1, 0, ...kernel.entries) }, constants);
    case "diagonal":
      return diagonalSweeps(kernel, constants);
    case "flip":
      return mixSweeps(kernel, [0, 0, 1, 0, 1, 0, 0, 0], constants);
    case "real": {
      const [a, b, c, d] = kernel.entries;
      return mixSweeps(kernel, [a, 0, b, 0, c, 0, d, 0], constants);
    }
    case "one":
      return mixSweeps(kernel, [...kernel.entries], constants);
    case "exchange":
      return exchangeSweeps(kernel, constants);
    case "pairs": {
      const [a, b] = [kernel.entries.subarray(0, 8), kernel.entries.subarray(8)];
      const zero = [0, 0];
      const row = (...columns: (readonly number[] | Float64Array)[]) => columns.flatMap((column) => [...column]);
      return fourSweeps(
        kernel,
        [
          ...row(a.subarray(0, 2), zero, zero, a.subarray(2, 4)),
          ...row(zero, b.subarray(0, 2), b.subarray(2, 4), zero),
          ...row(zero, b.subarray(4, 6), b.subarray(6, 8), zero),
          ...row(a.subarray(4, 6), zero, zero, a.subarray(6, 8)),
        ],
        constants,
      );
    }
    case "dense":
      return kernel.targetBits.length === 2 ? fourSweeps(kernel, [...kernel.entries], constants) : undefined;
  }
}

/** The bits of a kernel: those that number vectors, shifted down, and those that number lanes. */
function places({ controlMask, targetBits }: Kernel, { arithmetic }: Constants) {
  const { laneBits, lanes } = arithmetic;
  const laneControls = controlMask & (lanes - 1);
  return {
    vectorControls: controlMask >>> laneBits,
    laneControls,
    isActive: (lane: number) => (lane & laneControls) === laneControls,
    vectorTargets: targetBits.map((bit) => bit >>> laneBits),
    laneTargets: targetBits.map((bit) => bit & (lanes - 1)),
  };
}

function diagonalSweeps(kernel: Kernel, constants: Constants): readonly PreparedSweep[] {
  const { vectorControls, isActive, vectorTargets, laneTargets } = places(kernel, constants);
  const { lanes } = constants.arithmetic;
  const entries = kernel.controlMask === 0 ? withoutPhase(kernel.entries) : kernel.entries;
  const all = vectorTargets.reduce((mask, bit) => mask | bit, 0);
  const sweeps: PreparedSweep[] = [];
  // Every way to set the target bits that number vectors.
  for (let set = 0; set < 1 << vectorTargets.length; set++) {
    if (vectorTargets.some((bit, j) => bit === 0 && (set >> j) & 1)) continue;
    const [re, im]: [number[], number[]] = [[], []];
    for (let lane = 0; lane < lanes; lane++) {
      const entry = laneTargets.reduce((sum, bit, j) => sum | (lane & bit ? 1 << j : 0), set);
      re.push(isActive(lane) ? entries[2 * entry] : 1);
      im.push(isActive(lane) ? entries[2 * entry + 1] : 0);
    }
    if (re.every((part) => part === 1) && im.every((part) => part === 0)) continue;
    const on = vectorTargets.reduce((mask, bit, j) => mask | ((set >> j) & 1 ? bit : 0), 0);
    const isReal = im.every((part) => part === 0);
    sweeps.push({
      kernel: isReal ? "stretch" : "multiply",
      mask: vectorControls | all,
      flips: all & ~on,
      targets: 0,
      constants: constants.place(isReal ? re : [...re, ...im]),
    });
  }
  return sweeps;
}

/** Entries divided by the phase of the first; exactly so where that is 1 or the phase of its neighbour's conjugate. */
function withoutPhase(entries: Float64Array): Float64Array {
  const [c, s] = entries;
  const size = hypot(c, s);
  if ((c === 1 && s === 0) || size === 0) return entries;
  return entries.map((part, at) => {
    if (at < 2) return at === 0 ? size : 0;
    const [re, im] = at % 2 === 0 ? [part, entries[at + 1]] : [entries[at - 1], part];
    if (re === c && im === s) return at % 2 === 0 ? size : 0;
    return (at % 2 === 0 ? re * c + im * s : im * c - re * s) / size;
  });
}

/** A matrix on one target; `entries` are four complex numbers. */
function mixSweeps(kernel: Kernel, entries: readonly number[], constants: Constants): readonly PreparedSweep[] {
  const { vectorControls, laneControls, isActive, vectorTargets, laneTargets } = places(kernel, constants);
  const { lanes } = constants.arithmetic;
  const [bit] = vectorTargets;
  const [laneBit] = laneTargets;
  /** One number for each lane: part `at` of the matrix where the controls are on, and of the identity elsewhere. */
  const column = (at: number) =>
    Array.from({ length: lanes }, (_, lane) => (isActive(lane) ? entries[at] : at === 0 || at === 6 ? 1 : 0));
  if (bit === 0) {
    const vectors = [0, 1, 2, 3].map((part) =>
      Array.from({ length: lanes }, (_, lane) => {
        if (!isActive(lane)) return part === 0 ? 1 : 0;
        const isSet = (lane & laneBit) !== 0; // a row of the matrix: what stays first, what comes over second
        return entries[isSet ? [6, 7, 4, 5][part] : part];
      }),
    );
    const name = laneBit === 1 ? "mixLanes0" : "mixLanes1";
    return [{ kernel: name, mask: vectorControls, flips: 0, targets: 0, constants: constants.place(vectors.flat()) }];
  }
  const where = { mask: vectorControls | bit, flips: bit, targets: bit };
  const [ar, ai, br, bi, cr, ci, dr, di] = entries;
  const isFlip = ar === 0 && ai === 0 && br === 1 && bi === 0 && cr === 1 && ci === 0 && dr === 0 && di === 0;
  if (isFlip && laneControls === 0) return [{ kernel: "exchange", ...where, constants: 0 }];
  const place = (parts: readonly number[]) => constants.place(parts.flatMap(column));
  if (ai === 0 && bi === 0 && ci === 0 && di === 0) {
    return [{ kernel: "mixReal", ...where, constants: place([0, 2, 4, 6]) }];
  }
  if (ai === 0 && br === 0 && cr === 0 && di === 0) {
    return [{ kernel: "mixCross", ...where, constants: place([0, 3, 5, 6]) }];
  }
  return [{ kernel: "mixComplex", ...where, constants: place([0, 1, 2, 3, 4, 5, 6, 7]) }];
}

function exchangeSweeps(kernel: Kernel, constants: Constants): readonly PreparedSweep[] {
  const { vectorControls, laneControls, vectorTargets, laneTargets } = places(kernel, constants);
  const [a, b] = vectorTargets;
  const isInLane = a === 0 || b === 0;
  if (laneControls === 0 && !isInLane) {
    return [{ kernel: "exchange", mask: vectorControls | a | b, flips: a, targets: a | b, constants: b }];
  }
  if (laneControls === 0 && a !== b) {
    const bit = a | b;
    const name = (laneTargets[0] | laneTargets[1]) === 1 ? "swapLanes0" : "swapLanes1";
    return [{ kernel: name, mask: vectorControls | bit, flips: bit, targets: bit, constants: 0 }];
  }
  // Three controlled flips.
  const [first, second] = kernel.targetBits;
  const flip = (target: number, control: number): Kernel => ({
    form: "flip",
    controlMask: kernel.controlMask | control,
    targetBits: [target],
    entries: kernel.entries,
  });
  return [flip(second, first), flip(first, second), flip(second, first)].flatMap(
    (part) => sweepsOfKernel(part, constants) ?? [],
  );
}

/** A matrix on two targets; bits within a vector change places with free ones outside, and back afterwards. */
function fourSweeps(
  kernel: Kernel,
  entries: readonly number[],
  constants: Constants,
): readonly PreparedSweep[] | undefined {
  const { laneBits, lanes } = constants.arithmetic;
  const used = kernel.targetBits.reduce((mask, bit) => mask | bit, kernel.controlMask);
  const swaps: PreparedSweep[] = [];
  const moved = new Map<number, number>();
  let free = laneBits as number;
  for (let k = 0; k < laneBits; k++) {
    if ((used & (1 << k)) === 0) continue;
    while (free < constants.qubitCount && used & (1 << free)) free++;
    if (free >= constants.qubitCount) return undefined;
    moved.set(1 << k, 1 << free);
    const bit = (1 << free) >>> laneBits;
    swaps.push({ kernel: k === 0 ? "swapLanes0" : "swapLanes1", mask: bit, flips: bit, targets: bit, constants: 0 });
    free++;
  }
  const placeOf = (bit: number) => (moved.get(bit) ?? bit) >>> laneBits;
  const [first, second] = kernel.targetBits.map(placeOf);
  let controls = kernel.controlMask >>> laneBits;
  for (let k = 0; k < laneBits; k++) if (kernel.controlMask & (1 << k) & (lanes - 1)) controls |= placeOf(1 << k);
  const address = constants.place(entries, [first, second, 0, 0]);
  const targets = first | second;
  const four = { kernel: "mixFour", mask: controls | targets, flips: 0, targets, constants: address } as const;
  return [...swaps, four, ...swaps];
}
