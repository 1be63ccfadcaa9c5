import type { Cqm } from "../../formats/cqm.ts";
import { evaluate, softCost, type Tables, tablesOf, toleranceOf } from "./tables.ts";

/** At most so many variables change in one move. */
const mostChanges = 4;

/**
 * A state of a constrained model with the values of all its expressions, and what a move would change. The cost of a state
 * is its energy and, for each hard constraint that is broken, its weight times by how much.
 */
export class CqmState {
  readonly cqm: Cqm;
  readonly tables: Tables;
  readonly x: Float64Array;
  /** Of hard constraints, by number of the constraint. */
  readonly weights: Float64Array;
  /** Hard constraints that are broken, the first `brokenCount` of the list. */
  readonly broken: Int32Array;
  brokenCount = 0;
  /** The objective and what broken soft constraints cost. */
  energy = 0;
  readonly #values: Float64Array;
  readonly #placeInBroken: Int32Array;
  readonly #senses: Int8Array;
  readonly #rhs: Float64Array;
  readonly #tolerances: Float64Array;
  readonly #isSoft: Uint8Array;
  // The move that was tried last.
  readonly #changed = new Int32Array(mostChanges);
  readonly #before = new Float64Array(mostChanges);
  #changeCount = 0;
  readonly #touched: Int32Array;
  #touchedCount = 0;
  readonly #differences: Float64Array;
  readonly #stamps: Int32Array;
  #stamp = 0;
  #energyChange = 0;
  #applied = 0;

  constructor(cqm: Cqm) {
    this.cqm = cqm;
    this.tables = tablesOf(cqm);
    const { constraints } = cqm;
    const count = constraints.length;
    this.x = new Float64Array(cqm.labels.length);
    this.weights = new Float64Array(count).fill(1);
    this.broken = new Int32Array(count);
    this.#placeInBroken = new Int32Array(count).fill(-1);
    this.#values = new Float64Array(count + 1);
    this.#senses = Int8Array.from(constraints, ({ sense }) => (sense === "==" ? 0 : sense === "<=" ? 1 : -1));
    this.#rhs = Float64Array.from(constraints, ({ rhs }) => rhs);
    this.#tolerances = this.#rhs.map(toleranceOf);
    this.#isSoft = Uint8Array.from(constraints, ({ soft }) => (soft ? 1 : 0));
    this.#touched = new Int32Array(count + 1);
    this.#differences = new Float64Array(count + 1);
    this.#stamps = new Int32Array(count + 1);
  }

  /** What is left of a constraint, rhs − lhs. */
  slack(constraint: number): number {
    return this.#rhs[constraint]! - this.#values[constraint + 1]!;
  }

  isBroken(constraint: number): boolean {
    return this.#placeInBroken[constraint]! >= 0;
  }

  isEquality(constraint: number): boolean {
    return this.#senses[constraint] === 0;
  }

  isSoft(constraint: number): boolean {
    return this.#isSoft[constraint] === 1;
  }

  violationSum(): number {
    let sum = 0;
    for (let k = 0; k < this.brokenCount; k++)
      sum += this.#violation(this.broken[k]!, this.#values[this.broken[k]! + 1]!);
    return sum;
  }

  /** Takes a state, and reckons everything anew. */
  take(x: ArrayLike<number>): void {
    this.x.set(x);
    this.#reckon();
  }

  /** How much an expression changes with one variable, at this state (squares aside). */
  slope(expression: number, v: number): number {
    const { linearStarts, linearIn, linearBy, pairStarts, pairIn, pairWith, pairBy } = this.tables;
    let sum = 0;
    for (let k = linearStarts[v]!; k < linearStarts[v + 1]!; k++) if (linearIn[k] === expression) sum += linearBy[k]!;
    for (let k = pairStarts[v]!; k < pairStarts[v + 1]!; k++) {
      if (pairIn[k] === expression) sum += pairBy[k]! * this.x[pairWith[k]!]! * (pairWith[k] === v ? 2 : 1);
    }
    return sum;
  }

  /** Begins a move that changes nothing yet. */
  open(): void {
    this.#stamp++;
    this.#touchedCount = 0;
    this.#changeCount = 0;
  }

  /** Adds a change of one variable to the move. At most four. */
  change(v: number, by: number): void {
    const { linearStarts, linearIn, linearBy, pairStarts, pairIn, pairWith, pairBy } = this.tables;
    const { x } = this;
    for (let k = linearStarts[v]!, to = linearStarts[v + 1]!; k < to; k++)
      this.#differ(linearIn[k]!, linearBy[k]! * by);
    for (let k = pairStarts[v]!, to = pairStarts[v + 1]!; k < to; k++) {
      const other = pairWith[k]!;
      this.#differ(pairIn[k]!, pairBy[k]! * (other === v ? by * (2 * x[v]! + by) : x[other]! * by));
    }
    this.#changed[this.#changeCount] = v;
    this.#before[this.#changeCount++] = x[v]!;
    x[v]! += by; // so that a second change sees the first
  }

  /** How much the move would change the cost. It is then either applied or reverted. */
  costChange(): number {
    let hard = 0;
    let energy = 0;
    for (let t = 0; t < this.#touchedCount; t++) {
      const e = this.#touched[t]!;
      const difference = this.#differences[e]!;
      if (e === 0) {
        energy += difference;
        continue;
      }
      const c = e - 1;
      const value = this.#values[e]!;
      const [before, after] = [this.#violation(c, value), this.#violation(c, value + difference)];
      if (this.#isSoft[c] === 0) hard += this.weights[c]! * (after - before);
      else energy += this.#soft(c, after) - this.#soft(c, before);
    }
    this.#energyChange = energy;
    return hard + energy;
  }

  revert(): void {
    for (let k = this.#changeCount - 1; k >= 0; k--) this.x[this.#changed[k]!] = this.#before[k]!;
  }

  apply(): void {
    this.energy += this.#energyChange;
    for (let t = 0; t < this.#touchedCount; t++) {
      const e = this.#touched[t]!;
      this.#values[e]! += this.#differences[e]!;
      if (e > 0) this.#note(e - 1);
    }
    // Sums drift by rounding.
    if (++this.#applied % 100_000 === 0) this.#reckon();
  }

  #differ(e: number, by: number): void {
    if (this.#stamps[e] === this.#stamp) {
      this.#differences[e]! += by;
    } else {
      this.#stamps[e] = this.#stamp;
      this.#differences[e] = by;
      this.#touched[this.#touchedCount++] = e;
    }
  }

  #violation(c: number, value: number): number {
    const over = value - this.#rhs[c]!;
    const sense = this.#senses[c]!;
    const violation = sense === 0 ? Math.abs(over) : sense * over;
    return violation <= this.#tolerances[c]! ? 0 : violation;
  }

  #soft(c: number, violation: number): number {
    return softCost(this.cqm.constraints[c]!.soft!, violation);
  }

  /** Puts a constraint into the list of broken ones, or takes it out. */
  #note(c: number): void {
    if (this.#isSoft[c] === 1) return;
    const isBroken = this.#violation(c, this.#values[c + 1]!) > 0;
    const place = this.#placeInBroken[c]!;
    if (isBroken === place >= 0) return;
    if (isBroken) {
      this.#placeInBroken[c] = this.brokenCount;
      this.broken[this.brokenCount++] = c;
    } else {
      const last = this.broken[--this.brokenCount]!;
      this.broken[place] = last;
      this.#placeInBroken[last] = place;
      this.#placeInBroken[c] = -1;
    }
  }

  #reckon(): void {
    const { objective, constraints } = this.cqm;
    this.#values[0] = evaluate(objective, this.x);
    this.energy = this.#values[0]!;
    constraints.forEach(({ lhs, soft }, c) => {
      this.#values[c + 1] = evaluate(lhs, this.x);
      if (soft) this.energy += this.#soft(c, this.#violation(c, this.#values[c + 1]!));
      else this.#note(c);
    });
  }
}
