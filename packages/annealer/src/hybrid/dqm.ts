import { exp, log, type Random, seeded } from "@naru/base";
import type { Dqm } from "../formats/dqm.ts";
import type { Deadline } from "./deadline.ts";
import type { SolvedSamples } from "./outcome.ts";
import { Pool } from "./pool.ts";
import { inRounds, type Round } from "./rounds.ts";

const mostSamples = 32;

/**
 * Searches for the choice of cases of least energy until the time is over: annealing whose moves give one variable another
 * case (so each has one at any time), and descent over all cases of all variables at the end of each round.
 */
export async function solveDqm(
  dqm: Dqm,
  seed: number,
  deadline: Deadline,
): Promise<Omit<SolvedSamples, "seconds" | "seed">> {
  const size = dqm.starts.length - 1;
  const pool = new Pool(mostSamples);
  const random = seeded(seed);
  const state = new CaseState(dqm);
  await search(state, random, pool, deadline);
  const values = new Float64Array(pool.kept.length * size);
  pool.kept.forEach(({ state: chosen }, k) => {
    values.set(chosen, k * size);
  });
  return {
    format: "dqm",
    labels: dqm.labels,
    vartypes: dqm.labels.map(() => "discrete"),
    sampleCount: pool.kept.length,
    values,
    energies: Float64Array.from(pool.kept, ({ energy }) => energy),
    method: {
      name: "case-annealing",
      why: "annealing over the cases of each variable, again and again until the time was over",
    },
  };
}

async function search(state: CaseState, random: Random, pool: Pool, deadline: Deadline): Promise<void> {
  const offer = () => pool.offer(state.chosenCases(), state.energy());
  state.begin(null);
  await state.descend(deadline);
  offer();
  if (state.movable.length === 0) return;
  const [hot, cold] = state.temperatures(random);
  await inRounds(deadline, 200, async (round: Round) => {
    const stream = random.fork(round.index);
    state.begin(round.isWarmed ? (pool.best?.state ?? null) : stream);
    const from = round.isWarmed ? Math.sqrt(hot * cold) : hot;
    for (let sweep = 0; sweep < round.steps; sweep++) {
      const temperature = from * exp((log(cold / from) * sweep) / Math.max(1, round.steps - 1));
      for (let at = 0; at < state.movable.length; at += pieceVariables) {
        state.sweep(stream, temperature, at, Math.min(at + pieceVariables, state.movable.length));
        if (await deadline.pause()) {
          offer();
          return;
        }
      }
    }
    await state.descend(deadline);
    offer();
  });
}

/** Variables between two looks at the clock. */
const pieceVariables = 4096;

/** A choice of cases, and for each case what the energy would be with it in place of none. */
class CaseState {
  readonly #dqm: Dqm;
  readonly #rows: Rows;
  /** Variables with more than one case. */
  readonly movable: Int32Array;
  /** Counted through all variables. */
  readonly #chosen: Int32Array;
  readonly #gain: Float64Array;

  constructor(dqm: Dqm) {
    this.#dqm = dqm;
    this.#rows = rowsOf(dqm);
    const { starts } = dqm;
    const all = Int32Array.from({ length: starts.length - 1 }, (_, i) => i);
    this.movable = all.filter((i) => starts[i + 1]! - starts[i]! > 1);
    this.#chosen = starts.slice(0, -1);
    this.#gain = dqm.linear.slice();
  }

  /** Takes the cases of a state (counted within their variables), random ones, or the first of each. */
  begin(from: ArrayLike<number> | Random | null): void {
    const { starts, linear } = this.#dqm;
    for (let i = 0; i + 1 < starts.length; i++) {
      const cases = starts[i + 1]! - starts[i]!;
      this.#chosen[i] = starts[i]! + (from === null ? 0 : "below" in from ? from.below(cases) : from[i]!);
    }
    this.#gain.set(linear);
    for (const chosen of this.#chosen) this.#add(chosen, 1);
  }

  chosenCases(): Float64Array {
    return Float64Array.from(this.#chosen, (chosen, i) => chosen - this.#dqm.starts[i]!);
  }

  energy(): number {
    const { linear, offset } = this.#dqm;
    let sum = offset;
    for (const chosen of this.#chosen) sum += (linear[chosen]! + this.#gain[chosen]!) / 2;
    return sum;
  }

  /** From twice the greatest change that was seen of some moves, to a hundredth of the least. */
  temperatures(random: Random): readonly [number, number] {
    let [most, least] = [0, Number.POSITIVE_INFINITY];
    for (let k = 0; k < 2000; k++) {
      const i = this.movable[random.below(this.movable.length)]!;
      const { starts } = this.#dqm;
      const other = starts[i]! + random.below(starts[i + 1]! - starts[i]!);
      const change = Math.abs(this.#gain[other]! - this.#gain[this.#chosen[i]!]!);
      if (change > 0) [most, least] = [Math.max(most, change), Math.min(least, change)];
    }
    return most > 0 ? [most, Math.max(least / 10, most * 1e-5)] : [1, 1];
  }

  sweep(random: Random, temperature: number, from: number, to: number): void {
    const { starts } = this.#dqm;
    for (let k = from; k < to; k++) {
      const i = this.movable[k]!;
      const old = this.#chosen[i]!;
      let next = starts[i]! + random.below(starts[i + 1]! - starts[i]! - 1);
      if (next >= old) next++;
      const change = this.#gain[next]! - this.#gain[old]!;
      if (change > 0 && (change > 40 * temperature || random.uniform() >= exp(-change / temperature))) continue;
      this.#move(i, next);
    }
  }

  /** Gives each variable its best case, again and again until none changes or the time is over. */
  async descend(deadline: Deadline): Promise<void> {
    const { starts } = this.#dqm;
    for (let moved = true; moved; ) {
      moved = false;
      for (let k = 0; k < this.movable.length; k++) {
        const i = this.movable[k]!;
        let best = this.#chosen[i]!;
        for (let c = starts[i]!; c < starts[i + 1]!; c++) if (this.#gain[c]! < this.#gain[best]! - 1e-12) best = c;
        if (best !== this.#chosen[i]) {
          this.#move(i, best);
          moved = true;
        }
        if (k % pieceVariables === 0 && (await deadline.pause())) return;
      }
    }
  }

  #move(i: number, next: number): void {
    this.#add(this.#chosen[i]!, -1);
    this.#add(next, 1);
    this.#chosen[i] = next;
  }

  #add(chosen: number, sign: number): void {
    const { starts, cases, biases } = this.#rows;
    for (let k = starts[chosen]!; k < starts[chosen + 1]!; k++) this.#gain[cases[k]!]! += sign * biases[k]!;
  }
}

interface Rows {
  readonly starts: Int32Array;
  readonly cases: Int32Array;
  readonly biases: Float64Array;
}

/** The pairs by rows, both directions. */
function rowsOf({ linear, first, second, quadratic }: Dqm): Rows {
  const starts = new Int32Array(linear.length + 1);
  for (const ends of [first, second]) for (const end of ends) starts[end + 1]! += 1;
  for (let c = 0; c < linear.length; c++) starts[c + 1]! += starts[c]!;
  const next = starts.slice(0, -1);
  const cases = new Int32Array(2 * first.length);
  const biases = new Float64Array(2 * first.length);
  const place = (from: number, to: number, bias: number) => {
    const at = next[from]!++;
    cases[at] = to;
    biases[at] = bias;
  };
  for (let k = 0; k < first.length; k++) {
    place(first[k]!, second[k]!, quadratic[k]!);
    place(second[k]!, first[k]!, quadratic[k]!);
  }
  return { starts, cases, biases };
}
