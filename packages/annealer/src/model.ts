import { InvalidInputError } from "@naru/base";

/**
 * An Ising model: spins s_i = ±1 with the energy E(s) = offset + Σ h_i s_i + Σ_{i<j} J_ij s_i s_j, to be made small.
 *
 * Couplings are kept by rows, both directions: those of spin i lie at `starts[i]` to `starts[i + 1]` (exclusive) of
 * `neighbours` and `couplings`, neighbours ascending. Made by `isingModel` and `isingOfQubo`, which check what they take.
 */
export interface IsingModel {
  /** Number of spins, n. */
  readonly size: number;
  /** h, n numbers. */
  readonly fields: Float64Array;
  /** n + 1 numbers. */
  readonly starts: Int32Array;
  readonly neighbours: Int32Array;
  readonly couplings: Float64Array;
  readonly offset: number;
}

/** Pairs of variables and what joins them: entry k is for `first[k]` and `second[k]`. Repeats are added up. */
export interface Pairs {
  readonly first: ArrayLike<number>;
  readonly second: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** A model of `fields.length` spins. Throws InvalidInputError for numbers that are not finite and pairs that are none. */
export function isingModel(fields: ArrayLike<number>, pairs: Pairs, offset = 0): IsingModel {
  const size = fields.length;
  checkNumbers(fields, "field");
  if (!Number.isFinite(offset)) throw new InvalidInputError(`The offset ${offset} is not a finite number.`);
  const count = checkPairs(pairs, size);
  const { low, high } = ordered(pairs, count);
  const starts = new Int32Array(size + 1);
  for (let k = 0; k < count; k++) {
    starts[low[k]! + 1]! += 1;
    starts[high[k]! + 1]! += 1;
  }
  for (let i = 0; i < size; i++) starts[i + 1]! += starts[i]!;
  const neighbours = new Int32Array(2 * count);
  const couplings = new Float64Array(2 * count);
  const next = starts.slice(0, size);
  const place = (at: number, neighbour: number, coupling: number) => {
    const k = next[at]!++;
    neighbours[k] = neighbour;
    couplings[k] = coupling;
  };
  // First those below each spin, in ascending order, then those above.
  for (const k of byEnd(low, size)) place(high[k]!, low[k]!, pairs.values[k]!);
  for (const k of byEnd(high, size)) place(low[k]!, high[k]!, pairs.values[k]!);
  return withoutRepeats({ size, fields: Float64Array.from(fields), starts, neighbours, couplings, offset });
}

/**
 * The Ising model of a QUBO, bits x = (1 + s)/2 with the energy offset + Σ a_i x_i + Σ b_ij x_i x_j, to be made small.
 * Energies are equal.
 */
export function isingOfQubo(linear: ArrayLike<number>, pairs: Pairs, offset = 0): IsingModel {
  checkNumbers(linear, "linear coefficient");
  const count = checkPairs(pairs, linear.length);
  const fields = Float64Array.from(linear, (a) => a / 2);
  const quarters = new Float64Array(count);
  let shift = offset;
  for (let i = 0; i < linear.length; i++) shift += linear[i]! / 2;
  for (let k = 0; k < count; k++) {
    const quarter = pairs.values[k]! / 4;
    quarters[k] = quarter;
    fields[pairs.first[k]!]! += quarter;
    fields[pairs.second[k]!]! += quarter;
    shift += quarter;
  }
  return isingModel(fields, { ...pairs, values: quarters }, shift);
}

/** Energy of a state of n spins, each 1 or −1. */
export function energyOf(model: IsingModel, spins: Int8Array): number {
  let energy = model.offset;
  for (let i = 0; i < model.size; i++) energy += (spins[i]! * (model.fields[i]! + localField(model, spins, i))) / 2;
  return energy;
}

/** h_i + Σ J_ij s_j: turning spin i changes the energy by −2 s_i times it. */
export function localField({ fields, starts, neighbours, couplings }: IsingModel, spins: Int8Array, i: number): number {
  let field = fields[i]!;
  for (let k = starts[i]!, to = starts[i + 1]!; k < to; k++) field += couplings[k]! * spins[neighbours[k]!]!;
  return field;
}

/** The most that a local field can be, whatever the state, without its sign. */
export function greatestField({ size, fields, starts, couplings }: IsingModel): number {
  let greatest = 0;
  for (let i = 0; i < size; i++) {
    let sum = Math.abs(fields[i]!);
    for (let k = starts[i]!, to = starts[i + 1]!; k < to; k++) sum += Math.abs(couplings[k]!);
    greatest = Math.max(greatest, sum);
  }
  return greatest;
}

function checkNumbers(numbers: ArrayLike<number>, what: string): void {
  for (let i = 0; i < numbers.length; i++) {
    if (!Number.isFinite(numbers[i])) {
      throw new InvalidInputError(`The ${what} of variable ${i} is ${numbers[i]}, which is not a finite number.`, {
        variable: i,
      });
    }
  }
}

function checkPairs({ first, second, values }: Pairs, size: number): number {
  const count = values.length;
  if (first.length !== count || second.length !== count) {
    throw new InvalidInputError(`There are ${count} couplings for ${first.length} and ${second.length} variables.`);
  }
  for (let k = 0; k < count; k++) {
    const [a, b, value] = [first[k]!, second[k]!, values[k]!];
    const isPair = Number.isInteger(a) && Number.isInteger(b) && a >= 0 && b >= 0 && a < size && b < size && a !== b;
    if (!isPair || !Number.isFinite(value)) {
      throw new InvalidInputError(
        `Coupling ${k} joins ${a} and ${b} by ${value}. It needs two different variables below ${size} and a finite number.`,
        { coupling: k },
      );
    }
  }
  return count;
}

/** The pairs with the lower variable first. */
function ordered({ first, second }: Pairs, count: number): { readonly low: Int32Array; readonly high: Int32Array } {
  const [low, high] = [new Int32Array(count), new Int32Array(count)];
  for (let k = 0; k < count; k++) {
    low[k] = Math.min(first[k]!, second[k]!);
    high[k] = Math.max(first[k]!, second[k]!);
  }
  return { low, high };
}

/** The pairs in ascending order of one of their ends (a counting sort, which keeps the order of equal ones). */
function byEnd(ends: Int32Array, size: number): Int32Array {
  const places = new Int32Array(size + 1);
  for (const end of ends) places[end + 1]! += 1;
  for (let i = 0; i < size; i++) places[i + 1]! += places[i]!;
  const order = new Int32Array(ends.length);
  ends.forEach((end, k) => {
    order[places[end]!++] = k;
  });
  return order;
}

/** Adds up couplings of the same pair, which lie next to one another. */
function withoutRepeats(model: IsingModel): IsingModel {
  const { size, starts, neighbours, couplings } = model;
  let kept = 0;
  let from = 0;
  for (let i = 0; i < size; i++) {
    const to = starts[i + 1]!;
    const rowStart = kept;
    for (let k = from; k < to; k++) {
      if (kept > rowStart && neighbours[kept - 1] === neighbours[k]) {
        couplings[kept - 1]! += couplings[k]!;
      } else {
        neighbours[kept] = neighbours[k]!;
        couplings[kept++] = couplings[k]!;
      }
    }
    from = to;
    starts[i + 1] = kept;
  }
  return { ...model, neighbours: neighbours.subarray(0, kept), couplings: couplings.subarray(0, kept) };
}
