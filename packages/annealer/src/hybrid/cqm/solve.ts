import { seeded } from "@naru/base";
import type { Cqm } from "../../formats/cqm.ts";
import type { Deadline } from "../deadline.ts";
import type { LinearSolver } from "../linear.ts";
import type { SolvedSamples } from "../outcome.ts";
import { Pool } from "../pool.ts";
import { isLinear, mostLinearTerms, programmeOf, stateOfAnswer } from "./programme.ts";
import { searchCqm } from "./search.ts";
import { CqmState } from "./state.ts";
import { evaluate, toleranceOf, violationOf } from "./tables.ts";

const mostSamples = 16;
const mostSampleValues = 4e6;

/** The part of the time that the exact solver gets; the rest is for the search, should it not come to an end. */
const exactPart = 0.5;

/**
 * Searches for feasible states of low energy until the time is over. Linear models that are not too large go to the exact
 * solver first, if there is one: what it proves is the answer, what it found otherwise is where the search begins.
 */
export async function solveCqm(
  cqm: Cqm,
  seed: number,
  deadline: Deadline,
  linear?: LinearSolver,
): Promise<Omit<SolvedSamples, "seconds" | "seed">> {
  const state = new CqmState(cqm);
  const size = cqm.labels.length;
  const pool = new Pool(Math.max(1, Math.min(mostSamples, Math.floor(mostSampleValues / (size + 1)))));
  const isProved = linear !== undefined && (await solveExactly(linear, state, pool, deadline));
  if (!isProved) await searchCqm(state, seeded(seed), pool, deadline);
  const samples = pool.kept;
  const values = new Float64Array(samples.length * size);
  const soft = cqm.constraints.flatMap((constraint, k) => (constraint.soft ? [k] : []));
  const satisfied = new Uint8Array(samples.length * cqm.constraints.length);
  samples.forEach(({ state: x }, k) => {
    values.set(x, k * size);
    satisfied.set(satisfiedBy(cqm, x), k * cqm.constraints.length);
  });
  return {
    format: "cqm",
    labels: cqm.labels,
    vartypes: cqm.vartypes,
    sampleCount: samples.length,
    values,
    energies: Float64Array.from(samples, ({ energy }) => energy),
    constraints: { labels: cqm.constraints.map(({ label }) => label), satisfied, ...(soft.length > 0 && { soft }) },
    method: isProved
      ? { name: linear.name, why: "the model is linear, and the exact solver proved its answer the best" }
      : {
          name: "constraint-annealing",
          why: "annealing over moves that keep or mend constraints until the time was over",
        },
  };
}

/** For each constraint 1 if it holds, by the client's tolerances. */
function satisfiedBy(cqm: Cqm, x: Float64Array): Uint8Array {
  return Uint8Array.from(cqm.constraints, ({ lhs, sense, rhs }) =>
    violationOf(sense, rhs, evaluate(lhs, x)) <= toleranceOf(rhs) ? 1 : 0,
  );
}

/** Whether the exact solver proved the best state, which the pool then has. */
async function solveExactly(linear: LinearSolver, state: CqmState, pool: Pool, deadline: Deadline): Promise<boolean> {
  const { cqm, tables } = state;
  if (!isLinear(cqm) || tables.linearIn.length > mostLinearTerms || (await deadline.pause())) return false;
  const { status, values } = linear.solve(programmeOf(cqm), exactPart * deadline.secondsLeft, () => deadline.isOver());
  await deadline.pause();
  if (!values) return false;
  state.take(stateOfAnswer(cqm, values));
  const violation = state.brokenCount === 0 ? 0 : state.violationSum();
  pool.offer(state.x, state.energy, violation);
  return status === "optimal" && violation === 0;
}
