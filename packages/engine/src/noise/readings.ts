import type { CorrelatedReadout, NoiseModel, ReadoutError } from "../noise-model.ts";

/**
 * Classical bits just written are replaced by what is read of them. Entry row · 2^k + column of the matrix is the
 * probability to read the row where the column is right; bit j of a row or column number is `clbits[j]`.
 */
export interface Misreading {
  readonly kind: "misread";
  readonly clbits: readonly number[];
  readonly matrix: readonly number[];
}

/** Puts measurements that follow one another together into readings, and says how these err. */
export class Readings {
  readonly #readout: NoiseModel["readout"];
  readonly #groups: readonly CorrelatedReadout[];
  readonly #isGrouped: ReadonlySet<number>;
  /** The reading that is open: which bit each qubit was written to. */
  readonly #clbitOf = new Map<number, number>();

  constructor({ readout, correlatedReadout = [] }: Pick<NoiseModel, "readout" | "correlatedReadout">) {
    this.#readout = readout;
    this.#groups = correlatedReadout;
    this.#isGrouped = new Set(correlatedReadout.flatMap(({ qubits }) => qubits));
  }

  /** To be called before a measurement. Gives how an earlier reading errs, if this measurement cannot be part of it. */
  open(qubit: number, clbit: number): readonly Misreading[] {
    const isPart = !this.#clbitOf.has(qubit) && ![...this.#clbitOf.values()].includes(clbit);
    const ended = isPart ? [] : this.close();
    this.#clbitOf.set(qubit, clbit);
    return ended;
  }

  /** Ends the open reading and gives how it errs. */
  close(): readonly Misreading[] {
    if (this.#clbitOf.size === 0) return [];
    const misreadings: Misreading[] = [];
    for (const [qubit, clbit] of this.#clbitOf) {
      if (this.#isGrouped.has(qubit)) continue;
      const error = this.#readout && ("oneGivenZero" in this.#readout ? this.#readout : this.#readout[qubit]);
      if (error && (error.oneGivenZero > 0 || error.zeroGivenOne > 0)) {
        misreadings.push({ kind: "misread", clbits: [clbit], matrix: matrixOf(error) });
      }
    }
    for (const group of this.#groups) {
      const misreading = this.#ofGroup(group);
      if (misreading) misreadings.push(misreading);
    }
    this.#clbitOf.clear();
    return misreadings;
  }

  #ofGroup({ qubits, matrix }: CorrelatedReadout): Misreading | undefined {
    const places = qubits.flatMap((qubit, j) => (this.#clbitOf.has(qubit) ? [j] : []));
    if (places.length === 0) return undefined;
    const clbits = places.map((j) => this.#clbitOf.get(qubits[j]) ?? -1);
    if (places.length === qubits.length) return { kind: "misread", clbits, matrix };
    const [size, wholeSize] = [2 ** places.length, 2 ** qubits.length];
    const reduced = new Array<number>(size * size).fill(0);
    const partOf = (row: number) => places.reduce((part, j, k) => part | (((row >> j) & 1) << k), 0);
    for (let column = 0; column < size; column++) {
      const whole = places.reduce((sum, j, k) => sum | (((column >> k) & 1) << j), 0); // the others are 0
      for (let row = 0; row < wholeSize; row++) reduced[partOf(row) * size + column] += matrix[row * wholeSize + whole];
    }
    return { kind: "misread", clbits, matrix: reduced };
  }
}

const matrixOf = ({ oneGivenZero, zeroGivenOne }: ReadoutError): readonly number[] => [
  ...[1 - oneGivenZero, zeroGivenOne],
  ...[oneGivenZero, 1 - zeroGivenOne],
];
