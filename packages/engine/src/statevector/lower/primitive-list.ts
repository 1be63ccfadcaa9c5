import { wrapped } from "./one-qubit.ts";
import type { DiagonalTerm, FusedPair, Primitive, RealMatrix, RealOperation } from "./primitives.ts";

/**
 * Collects primitives and simplifies on the way: wires still in |0⟩ take no phases and control nothing, equal diagonal
 * terms that meet are added up, neighbouring real operations are multiplied, and phases right after a fused pair join it.
 */
export class PrimitiveList {
  readonly #primitives: Primitive[] = [];
  /** Wires that nothing has left |0⟩ on. */
  readonly #isFresh: Uint8Array;
  /** Diagonal terms that a later equal term may still join, by their wires. */
  readonly #openTerms = new Map<string | number, DiagonalTerm>();
  readonly #openKeysOn: Set<string | number>[];
  readonly #lastReal: (RealOperation | null)[];
  readonly #lastPair: (FusedPair | null)[];

  /** `startsInZero`: whether all wires begin in |0⟩, rather than in a state that is not known here. */
  constructor(wireCount: number, startsInZero: boolean) {
    this.#isFresh = new Uint8Array(wireCount).fill(startsInZero ? 1 : 0);
    this.#openKeysOn = Array.from({ length: wireCount }, () => new Set());
    this.#lastReal = new Array(wireCount).fill(null);
    this.#lastPair = new Array(wireCount).fill(null);
  }

  /** e^{i·radians} where all wires are 1. `wires` are ascending. */
  diagonal(wires: readonly number[], radians: number): void {
    if (wrapped(radians) === 0 || wires.some((wire) => this.#isFresh[wire])) return;
    if (wires.length === 1) {
      const wire = wires[0];
      const pair = this.#lastPair[wire];
      if (pair) {
        pair.tail[pair.wires[0] === wire ? 0 : 1] += radians;
        pair.tail[2] += radians;
        return;
      }
    }
    const key = keyOf(wires);
    const open = this.#openTerms.get(key);
    if (open) {
      open.radians += radians;
      return;
    }
    const term: DiagonalTerm = { kind: "diagonal", wires, radians };
    this.#primitives.push(term);
    this.#openTerms.set(key, term);
    for (const wire of wires) {
      this.#openKeysOn[wire].add(key);
      this.#lastReal[wire] = null;
    }
  }

  real(wire: number, matrix: RealMatrix): void {
    const last = this.#lastReal[wire];
    if (last) {
      last.matrix = product(matrix, last.matrix);
      return;
    }
    this.#write(wire);
    const operation: RealOperation = { kind: "real", wire, matrix };
    this.#primitives.push(operation);
    this.#lastReal[wire] = operation;
  }

  controlledX(control: number, target: number): void {
    if (this.#isFresh[control]) return;
    this.#lastReal[control] = null;
    this.#write(target);
    this.#primitives.push({ kind: "cx", control, target });
  }

  pair(pair: FusedPair): void {
    for (const wire of pair.wires) {
      this.#write(wire);
      this.#lastPair[wire] = pair;
    }
    this.#primitives.push(pair);
  }

  dense(wires: readonly number[], matrix: Float64Array): void {
    for (const wire of wires) this.#write(wire);
    this.#primitives.push({ kind: "dense", wires, matrix });
  }

  /** The list without what turned out to do nothing. */
  finish(): Primitive[] {
    return this.#primitives.filter((primitive) => {
      if (primitive.kind === "diagonal") return wrapped(primitive.radians) !== 0;
      return primitive.kind !== "real" || !isIdentity(primitive.matrix);
    });
  }

  /** What stood open on a wire is closed by a write to it. */
  #write(wire: number): void {
    this.#isFresh[wire] = 0;
    this.#lastReal[wire] = null;
    this.#lastPair[wire] = null;
    for (const key of this.#openKeysOn[wire]) this.#openTerms.delete(key);
    this.#openKeysOn[wire].clear();
  }
}

/** Numbers for one and two wires, which are nearly all; there are fewer than 64 wires. */
function keyOf(wires: readonly number[]): string | number {
  if (wires.length === 1) return wires[0];
  return wires.length === 2 ? 64 + 64 * wires[0] + wires[1] : wires.join();
}

const product = ([a, b, c, d]: RealMatrix, [e, f, g, h]: RealMatrix): RealMatrix => [
  a * e + b * g,
  a * f + b * h,
  c * e + d * g,
  c * f + d * h,
];

const isIdentity = ([a, b, c, d]: RealMatrix): boolean => Math.abs(b) < 1e-13 && Math.abs(c) < 1e-13 && a > 0 && d > 0;
