import { tooLargeToScan } from "./limits.ts";
import type { SearcherName } from "./searcher.ts";

/** Shares of the time for each method, and why. */
export interface Choice {
  readonly shares: readonly (readonly [SearcherName, number])[];
  readonly why: string;
}

/** Neighbours of a spin on average, below which states hold together by few couplings, and clusters of spins can be moved. */
const fewNeighbours = 20;
/** Part of all pairs that is coupled, from which on each turn changes what all spins would gain. */
const densePart = 0.08;

/**
 * Which methods search a model of so many spins and couplings. Measured (`bench/annealer`): tabu search is best on dense
 * models, parallel tempering on sparse ones, annealing in between; none is best on all models of a kind, so each gets a part.
 */
export function chooseMethods(size: number, couplings: number): Choice {
  const neighbours = size > 0 ? (2 * couplings) / size : 0;
  const part = size > 1 ? neighbours / (size - 1) : 0;
  if (size > tooLargeToScan) {
    return {
      shares: [["anneal", 1]],
      why: `annealing: ${size} variables are too many for searches that look at all of them in each move`,
    };
  }
  if (part >= densePart) {
    return {
      shares: [
        ["tabu", 3],
        ["anneal", 1],
      ],
      why: `mostly tabu search: ${percent(part)} of all pairs are coupled`,
    };
  }
  if (neighbours <= fewNeighbours) {
    return {
      shares: [
        ["temper", 3],
        ["tabu", 1],
        ["anneal", 1],
      ],
      why: `mostly parallel tempering: a variable is coupled with ${neighbours.toFixed(1)} others on average`,
    };
  }
  return {
    shares: [
      ["anneal", 3],
      ["tabu", 1],
      ["temper", 1],
    ],
    why: `mostly annealing: ${percent(part)} of all pairs are coupled, ${neighbours.toFixed(1)} to a variable`,
  };
}

const percent = (part: number): string => `${(100 * part).toFixed(part < 0.1 ? 1 : 0)} %`;
