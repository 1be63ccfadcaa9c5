import { exp, log, type Random } from "@naru/base";
import type { Deadline } from "../deadline.ts";
import type { Pool } from "../pool.ts";
import { inRounds } from "../rounds.ts";
import { Moves } from "./moves.ts";
import type { CqmState } from "./state.ts";

/** Moves between two looks at the clock, and between two looks at the weights. */
const pieceMoves = 512;

/**
 * Searches for feasible states of low energy until the time is over: annealing over moves that keep or mend constraints,
 * with a weight for each hard constraint that grows while it stays broken and sinks while all hold.
 */
export async function searchCqm(state: CqmState, random: Random, pool: Pool, deadline: Deadline): Promise<void> {
  const moves = new Moves(state);
  const tracker = new Tracker(state, pool);
  if (pool.best) state.take(pool.best.state);
  else state.take(firstState(state, random));
  tracker.offer();
  if (moves.free.length === 0) return;
  const scale = scaleOf(state, moves, random);
  const least = leastWeights(state, scale);
  state.weights.set(least.map((weight) => weight / leastPart));
  await inRounds(deadline, Math.max(20, Math.ceil(20_000 / moves.free.length)), async ({ index, steps, isWarmed }) => {
    const stream = random.fork(index);
    state.take(isWarmed && pool.best ? pool.best.state : firstState(state, stream));
    tracker.begin();
    const hot = isWarmed ? 0.1 * scale : scale;
    const cold = 1e-3 * scale;
    const all = steps * moves.free.length;
    for (let from = 0; from < all; from += pieceMoves) {
      const temperature = hot * exp(log(cold / hot) * (from / all));
      run(state, moves, stream, temperature, Math.min(pieceMoves, all - from), tracker);
      reweigh(state, least);
      if (await deadline.pause()) break;
    }
    tracker.offer();
  });
}

function run(
  state: CqmState,
  moves: Moves,
  random: Random,
  temperature: number,
  count: number,
  tracker: Tracker,
): void {
  for (let k = 0; k < count; k++) {
    if (!moves.propose(random)) continue;
    const change = state.costChange();
    if (change > 0 && (change > 40 * temperature || random.uniform() >= exp(-change / temperature))) {
      state.revert();
      continue;
    }
    state.apply();
    tracker.look();
  }
}

function reweigh(state: CqmState, least: Float64Array): void {
  const { weights, broken, brokenCount } = state;
  if (brokenCount === 0) {
    for (let c = 0; c < weights.length; c++) weights[c] = Math.max(least[c]!, 0.98 * weights[c]!);
  }
  for (let k = 0; k < brokenCount; k++) {
    const c = broken[k]!;
    weights[c] = Math.min(1e9 * least[c]!, 1.1 * weights[c]!);
  }
}

/** Keeps the best feasible state of a round, or the one that is broken least while there is none. */
class Tracker {
  readonly #state: CqmState;
  readonly #pool: Pool;
  readonly #best: Float64Array;
  #energy = Number.POSITIVE_INFINITY;
  #violation = Number.POSITIVE_INFINITY;

  constructor(state: CqmState, pool: Pool) {
    this.#state = state;
    this.#pool = pool;
    this.#best = new Float64Array(state.x.length);
  }

  begin(): void {
    this.#energy = this.#violation = Number.POSITIVE_INFINITY;
    this.look();
  }

  look(): void {
    const { brokenCount, energy } = this.#state;
    if (brokenCount > 0 && this.#violation === 0) return;
    const violation = brokenCount === 0 ? 0 : this.#state.violationSum();
    if (violation > this.#violation || (violation === this.#violation && energy >= this.#energy)) return;
    this.#violation = violation;
    this.#energy = energy;
    this.#best.set(this.#state.x);
  }

  /** Gives the round's best to the pool, its sums reckoned anew. */
  offer(): boolean {
    if (this.#violation < Number.POSITIVE_INFINITY) this.#state.take(this.#best);
    const { brokenCount, energy, x } = this.#state;
    return this.#pool.offer(x, energy, brokenCount === 0 ? 0 : this.#state.violationSum());
  }
}

/** Each variable at the value nearest to 0, or where it may; of each choice of one of many, one at random. */
function firstState(state: CqmState, random: Random): Float64Array {
  const { lower, upper, vartypes, constraints } = state.cqm;
  const x = lower.map((low, v) =>
    vartypes[v] === "spin" ? (random.bits32() & 1 ? 1 : -1) : Math.min(upper[v]!, Math.max(low, 0)),
  );
  const isTaken = new Uint8Array(x.length);
  for (const { lhs, sense, rhs, soft } of constraints) {
    const { variables, linear, first, offset } = lhs;
    const isChoice =
      sense === "==" &&
      !soft &&
      first.length === 0 &&
      rhs - offset === 1 &&
      variables.length > 0 &&
      linear.every((bias) => bias === 1) &&
      variables.every((v) => vartypes[v] === "binary" && isTaken[v] === 0);
    if (!isChoice) continue;
    for (const v of variables) isTaken[v] = 1;
    x[variables[random.below(variables.length)]!] = 1;
  }
  return x;
}

/** How much the energy changes in single moves, on average of those that change it. */
function scaleOf(state: CqmState, moves: Moves, random: Random): number {
  state.weights.fill(0);
  let [sum, count] = [0, 0];
  for (let k = 0; k < 1000; k++) {
    if (!moves.step(random)) continue;
    const change = Math.abs(state.costChange());
    state.revert();
    if (change > 0) [sum, count] = [sum + change, count + 1];
  }
  return count > 0 ? sum / count : 1;
}

/**
 * The least weight of each constraint, far below what breaking it is worth: weights settle where states that just keep it and
 * states that just break it are equally good, and there a search moves most freely.
 */
function leastWeights(state: CqmState, scale: number): Float64Array {
  const { rowStarts, rowBy } = state.tables;
  return state.weights.map((_, c) => {
    const [from, to] = [rowStarts[c + 1]!, rowStarts[c + 2]!];
    let sum = 0;
    for (let k = from; k < to; k++) sum += Math.abs(rowBy[k]!);
    return (leastPart * scale) / (to > from ? sum / (to - from) : 1);
  });
}

const leastPart = 0.02;
