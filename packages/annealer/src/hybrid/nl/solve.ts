import { exp, log, type Random, seeded } from "@naru/base";
import { writeNlStates } from "../../formats/nl-states.ts";
import type { Deadline } from "../deadline.ts";
import type { SolvedStates } from "../outcome.ts";
import { inRounds } from "../rounds.ts";
import type { NlGraph } from "./graph.ts";

/** Moves between two looks at the clock take at most some ms; how many these are is measured. */
const pieceMs = 4;

/** Weights settle where they must; this is how far below what moves are worth they may sink. */
const leastPart = 0.02;

/** States that are given back at most. */
const mostStates = 1;

/**
 * Searches for states of the decisions with a small objective that keep the constraints, until the time is over: annealing
 * over moves of one decision at a time, with a weight for each constraint that grows while it stays broken.
 */
export async function solveNl(
  graph: NlGraph,
  seed: number,
  deadline: Deadline,
): Promise<Omit<SolvedStates, "seconds" | "seed">> {
  const search = new NlSearch(graph);
  const random = seeded(seed);
  search.begin(random.fork("first"));
  if (graph.decisions.length > 0) await search.run(random, deadline);
  const saved = search.best;
  return {
    format: "nl",
    file: writeNlStates(
      graph.decisions.map((decision, d) => decision.write([saved.states[d]])),
      mostStates,
    ),
    objective: saved.objective,
    isFeasible: saved.violation === 0,
    method: {
      name: "graph-annealing",
      why: "annealing over the decisions of the model's graph until the time was over",
    },
  };
}

interface Best {
  states: readonly unknown[];
  objective: number;
  violation: number;
}

class NlSearch {
  readonly #graph: NlGraph;
  readonly #weights: Float64Array;
  readonly #violations: Float64Array;
  readonly #tried: Float64Array;
  #objective = 0;
  #scale = 1;
  best: Best = { states: [], objective: Number.POSITIVE_INFINITY, violation: Number.POSITIVE_INFINITY };

  constructor(graph: NlGraph) {
    this.#graph = graph;
    this.#weights = new Float64Array(graph.constraintCount).fill(1);
    this.#violations = new Float64Array(graph.constraintCount);
    this.#tried = new Float64Array(graph.constraintCount);
  }

  begin(random: Random): void {
    for (const decision of this.#graph.decisions) decision.begin(random);
    this.#take();
  }

  #resume(): void {
    this.best.states.forEach((state, d) => {
      this.#graph.decisions[d]!.restore(state);
    });
    this.#take();
  }

  #take(): void {
    this.#graph.reckon();
    this.#objective = this.#graph.objective;
    for (let c = 0; c < this.#violations.length; c++) this.#violations[c] = this.#graph.violation(c);
    this.#look();
  }

  async run(random: Random, deadline: Deadline): Promise<void> {
    const least = this.#measure(random.fork("scale"));
    await inRounds(deadline, 20_000, async ({ index, steps, isWarmed }) => {
      const stream = random.fork(index);
      if (isWarmed) this.#resume();
      else this.begin(stream);
      const hot = (isWarmed ? 0.05 : 0.5) * this.#scale;
      const cold = 5e-4 * this.#scale;
      let piece = 16;
      for (let from = 0; from < steps; from += piece) {
        const temperature = hot * exp(log(cold / hot) * (from / steps));
        const count = Math.min(piece, steps - from);
        const began = deadline.secondsGone;
        for (let k = 0; k < count; k++) this.#step(stream, temperature);
        this.#reweigh(least);
        const tookMs = 1000 * (deadline.secondsGone - began);
        piece = Math.max(1, Math.min(4096, tookMs > pieceMs ? piece >> 1 : tookMs < pieceMs / 4 ? piece * 2 : piece));
        if (await deadline.pause()) break;
      }
    });
  }

  #step(random: Random, temperature: number): void {
    const graph = this.#graph;
    const d = graph.decisions.length === 1 ? 0 : random.below(graph.decisions.length);
    const decision = graph.decisions[d]!;
    if (!decision.move(random)) {
      decision.undo();
      return;
    }
    graph.follow(d);
    const change = this.#costChange();
    // Written so that a cost that is no number (a logarithm of −1, say) is refused.
    const isTaken = change <= 0 || (change < 40 * temperature && random.uniform() < exp(-change / temperature));
    if (!isTaken) {
      graph.undo();
      decision.undo();
      return;
    }
    this.#objective = graph.objective;
    this.#violations.set(this.#tried);
    this.#look();
  }

  #costChange(): number {
    let change = this.#graph.objective - this.#objective;
    for (let c = 0; c < this.#tried.length; c++) {
      const violation = this.#graph.violation(c);
      this.#tried[c] = violation;
      change += this.#weights[c]! * (violation - this.#violations[c]!);
    }
    return change;
  }

  /** Keeps the state if it is the best so far. */
  #look(): void {
    let violation = 0;
    for (let c = 0; c < this.#violations.length; c++) violation += this.#violations[c]!;
    const { best } = this;
    if (violation > best.violation || (violation === best.violation && !(this.#objective < best.objective))) return;
    const isFirst = best.states.length === 0;
    if (Number.isNaN(this.#objective) && !isFirst) return;
    const states = this.#graph.decisions.map((decision) => decision.save());
    this.best = {
      states,
      violation,
      objective: Number.isNaN(this.#objective) ? Number.POSITIVE_INFINITY : this.#objective,
    };
  }

  #reweigh(least: Float64Array): void {
    for (let c = 0; c < least.length; c++) {
      const factor = this.#violations[c]! > 0 ? 1.1 : 0.99;
      this.#weights[c] = Math.min(1e9 * least[c]!, Math.max(least[c]!, factor * this.#weights[c]!));
    }
  }

  /** How much moves change the objective and the constraints; sets the scale, and returns the least weights. */
  #measure(random: Random): Float64Array {
    const graph = this.#graph;
    const breaks = new Float64Array(this.#tried.length);
    const broken = new Float64Array(this.#tried.length);
    let [sum, count] = [0, 0];
    for (let k = 0; k < 400; k++) {
      const d = random.below(graph.decisions.length);
      if (graph.decisions[d]!.move(random)) {
        graph.follow(d);
        const change = Math.abs(graph.objective - this.#objective);
        if (change > 0 && Number.isFinite(change)) [sum, count] = [sum + change, count + 1];
        for (let c = 0; c < breaks.length; c++) {
          const difference = Math.abs(graph.violation(c) - this.#violations[c]!);
          if (difference > 0) [breaks[c]!, broken[c]!] = [breaks[c]! + difference, broken[c]! + 1];
        }
        // Half of the moves stay, so that not only the beginning is measured.
        if (k % 2 === 0) {
          this.#objective = graph.objective;
          for (let c = 0; c < breaks.length; c++) this.#violations[c] = graph.violation(c);
          continue;
        }
        graph.undo();
      }
      graph.decisions[d]!.undo();
    }
    this.#scale = count > 0 ? sum / count : 1;
    const least = breaks.map((change, c) => (leastPart * this.#scale) / (broken[c]! > 0 ? change / broken[c]! : 1));
    this.#weights.set(least.map((weight) => weight / leastPart));
    return least;
  }
}
