import { exp, log, type Random } from "@naru/base";
import type { CqmState } from "./state.ts";

/** Proposes moves: each opens one on the state and adds its changes. False when there was none to make. */
export class Moves {
  readonly #state: CqmState;
  readonly #lower: Float64Array;
  readonly #upper: Float64Array;
  /** 2 for spins, 1 for other whole numbers, 0 for reals. */
  readonly #grain: Uint8Array;
  /** Variables that may change. */
  readonly free: Int32Array;
  /** Constraints with two free variables or more in linear terms: equalities, in which exchanges make sense. */
  readonly #equalities: Int32Array;

  constructor(state: CqmState) {
    const { cqm, tables } = state;
    this.#state = state;
    this.#lower = cqm.lower;
    this.#upper = cqm.upper;
    this.#grain = Uint8Array.from(cqm.vartypes, (type) => (type === "spin" ? 2 : type === "real" ? 0 : 1));
    this.free = Int32Array.from(cqm.labels, (_, v) => v).filter((v) => cqm.lower[v]! < cqm.upper[v]!);
    this.#equalities = Int32Array.from(cqm.constraints, (_, c) => c).filter(
      (c) => state.isEquality(c) && tables.rowStarts[c + 2]! - tables.rowStarts[c + 1]! >= 2,
    );
  }

  /** A move of any kind; more often one that mends a broken constraint, if there is one. */
  propose(random: Random): boolean {
    const state = this.#state;
    const kind = random.uniform();
    if (state.brokenCount > 0 && kind < 0.3) return this.#mend(random);
    if (this.#equalities.length > 0 && kind < 0.7) return this.#exchange(random);
    if (kind < 0.8) return this.#swapAny(random);
    return kind < 0.95 ? this.step(random) : this.#tighten(random);
  }

  /** One variable, by itself. */
  step(random: Random): boolean {
    const v = this.free[random.below(this.free.length)]!;
    return this.#to(v, this.#near(v, random));
  }

  #to(v: number, value: number): boolean {
    const rounded = this.#fit(v, value);
    const by = rounded - this.#state.x[v]!;
    this.#state.open();
    if (by === 0) return false;
    this.#state.change(v, by);
    return true;
  }

  /** The nearest value that the variable can take. */
  #fit(v: number, value: number): number {
    const [low, high] = [this.#lower[v]!, this.#upper[v]!];
    const grain = this.#grain[v]!;
    const whole = grain === 0 ? value : grain === 1 ? Math.round(value) : value > 0 ? 1 : -1;
    return Math.min(high, Math.max(low, whole));
  }

  /** Another value: the other of two, a small or a large step, an end, or where the energy's parabola has its bottom. */
  #near(v: number, random: Random): number {
    const x = this.#state.x[v]!;
    const [low, high] = [this.#lower[v]!, this.#upper[v]!];
    const grain = this.#grain[v]!;
    if (grain > 0 && high - low === grain) return x === low ? high : low;
    const sign = random.bits32() & 1 ? 1 : -1;
    const kind = random.below(8);
    if (kind === 0) return sign > 0 ? high : low;
    if (kind === 1) return low + random.uniform() * (high - low);
    if (kind === 2) return this.#bottom(v, x);
    if (grain === 1 && kind < 6) return x + sign;
    // Steps of all lengths, from the whole range to a millionth of it.
    const longest = 0.5 * (high - low);
    const step = longest * exp(-random.uniform() * (grain === 1 ? log(longest + 1) : 14));
    return x + sign * (grain === 1 ? Math.max(1, Math.round(step)) : step);
  }

  #bottom(v: number, x: number): number {
    const { pairStarts, pairIn, pairWith, pairBy } = this.#state.tables;
    let square = 0;
    for (let k = pairStarts[v]!; k < pairStarts[v + 1]!; k++) {
      if (pairIn[k] === 0 && pairWith[k] === v) square += pairBy[k]!;
    }
    const slope = this.#state.slope(0, v);
    if (square > 0) return x - slope / (2 * square);
    return slope > 0 ? this.#lower[v]! : this.#upper[v]!;
  }

  /** Brings a variable of a broken constraint to where the constraint holds, or as near as it can. */
  #mend(random: Random): boolean {
    const state = this.#state;
    const c = state.broken[random.below(state.brokenCount)]!;
    const v = this.#variableOf(c, random);
    return v < 0 ? false : this.#towards(c, v);
  }

  /** Brings a variable to where one of its constraints just holds. */
  #tighten(random: Random): boolean {
    const { linearStarts, linearIn } = this.#state.tables;
    const v = this.free[random.below(this.free.length)]!;
    const count = linearStarts[v + 1]! - linearStarts[v]!;
    if (count === 0) return false;
    const e = linearIn[linearStarts[v]! + random.below(count)]!;
    return e === 0 ? this.#to(v, this.#bottom(v, this.#state.x[v]!)) : this.#towards(e - 1, v);
  }

  #towards(c: number, v: number): boolean {
    const state = this.#state;
    const slope = state.slope(c + 1, v);
    if (slope === 0 || this.#lower[v] === this.#upper[v]) return false;
    const by = state.slack(c) / slope;
    const target = state.x[v]! + by;
    if (this.#grain[v] !== 1 || state.isEquality(c)) return this.#to(v, target);
    // A whole number on the side where it holds: lhs − rhs falls towards `by` from above when the constraint is "≤".
    const isFalling = state.cqm.constraints[c]!.sense === "<=" ? slope > 0 : slope < 0;
    return this.#to(v, isFalling ? Math.floor(target + 1e-9) : Math.ceil(target - 1e-9));
  }

  #variableOf(c: number, random: Random): number {
    const { variables } = this.#state.cqm.constraints[c]!.lhs;
    return variables.length > 0 ? variables[random.below(variables.length)]! : -1;
  }

  /** Changes two variables of an equality so that it stays as it is: the choice of one of many, or a shift between two. */
  #exchange(random: Random): boolean {
    const state = this.#state;
    const { rowStarts, rowWith, rowBy } = state.tables;
    const c = this.#equalities[random.below(this.#equalities.length)]!;
    const from = rowStarts[c + 1]!;
    const count = rowStarts[c + 2]! - from;
    const a = from + random.below(count);
    const u = rowWith[a]!;
    const by = this.#fit(u, this.#near(u, random)) - state.x[u]!;
    state.open();
    if (by === 0) return false;
    // One that can go the other way as far.
    const start = random.below(count);
    for (let k = 0; k < count; k++) {
      const b = from + ((start + k) % count);
      const w = rowWith[b]!;
      const back = (-by * rowBy[a]!) / rowBy[b]!;
      const target = state.x[w]! + back;
      if (w === u || Math.abs(this.#fit(w, target) - target) > 1e-9) continue;
      state.change(u, by);
      state.change(w, this.#fit(w, target) - state.x[w]!);
      this.#follow(c, u, w, by);
      return true;
    }
    return false;
  }

  /**
   * Where u and w belong to further equalities too (as in assignments, where each row and each column has its one), goes on
   * to the two variables that put those right: the one that was chosen in the other equality of the variable that came
   * up, and that which shares the equality left empty with it.
   */
  #follow(c: number, u: number, w: number, by: number): void {
    const state = this.#state;
    const up = by > 0 ? u : w;
    const down = by > 0 ? w : u;
    const column = this.#otherEquality(up, c);
    const left = this.#otherEquality(down, c);
    if (column < 0 || left < 0 || column === left || state.slack(column) !== 0 || state.slack(left) !== 0) return;
    const { rowStarts, rowWith } = state.tables;
    for (let k = rowStarts[column + 1]!; k < rowStarts[column + 2]!; k++) {
      const second = rowWith[k]!;
      if (second === up || state.x[second] !== this.#upper[second] || this.#grain[second] === 0) continue;
      const row = this.#otherEquality(second, column);
      if (row < 0 || row === c) return;
      for (let j = rowStarts[row + 1]!; j < rowStarts[row + 2]!; j++) {
        const last = rowWith[j]!;
        const isShared = last !== second && last !== down && state.x[last] === this.#lower[last];
        if (!isShared || this.#otherEquality(last, row) !== left) continue;
        state.change(second, this.#lower[second]! - this.#upper[second]!);
        state.change(last, this.#upper[last]! - this.#lower[last]!);
        return;
      }
      return;
    }
  }

  /** Another equality that holds the variable; −1 if there is none. */
  #otherEquality(v: number, than: number): number {
    const { linearStarts, linearIn } = this.#state.tables;
    for (let k = linearStarts[v]!; k < linearStarts[v + 1]!; k++) {
      const c = linearIn[k]! - 1;
      if (c >= 0 && c !== than && this.#state.isEquality(c)) return c;
    }
    return -1;
  }

  /**
   * Two variables of the same range, which hold different values, change places; or, of those that have but two values, one
   * with two others: what is to fit is seldom as large.
   */
  #swapAny(random: Random): boolean {
    const state = this.#state;
    const u = this.free[random.below(this.free.length)]!;
    const w = this.free[random.below(this.free.length)]!;
    const [low, high] = [this.#lower[u]!, this.#upper[u]!];
    state.open();
    const areAlike = this.#lower[w] === low && this.#upper[w] === high && this.#grain[u] === this.#grain[w];
    if (!areAlike || state.x[u] === state.x[w]) return false;
    const by = state.x[w]! - state.x[u]!;
    state.change(u, by);
    state.change(w, -by);
    if (this.#grain[u] !== high - low || random.bits32() & 1) return true;
    const third = this.free[random.below(this.free.length)]!;
    const isAlike = this.#lower[third] === low && this.#upper[third] === high && this.#grain[third] === high - low;
    if (isAlike && third !== u && third !== w) state.change(third, state.x[third] === low ? high - low : low - high);
    return true;
  }
}
