import { InvalidInputError, seeded } from "@naru/base";
import type { Graph } from "./graph.ts";
import { graphOf, type Topology } from "./topology.ts";

/** A machine of which some qubits and couplers do not work: how many do, and which, by a seed. */
export interface WorkingGraph {
  readonly topology: Topology;
  /** Qubits that work. */
  readonly qubits: number;
  /** Couplers that work; all between such qubits if absent. */
  readonly couplers?: number;
  readonly seed: number;
}

/**
 * The working part of a graph: the same for the same seed, on any machine. Qubits are taken away first, then couplers, each
 * with equal chances. Throws InvalidInputError when more are to work than there are.
 */
export function workingGraphOf({ topology, qubits, couplers, seed }: WorkingGraph): Graph {
  const whole = graphOf(topology);
  const random = seeded(seed);
  const lacking = chosen(whole.qubits.length, whole.qubits.length - qubits, "qubits", (n) => random.below(n));
  const works = new Uint8Array(whole.size);
  whole.qubits.forEach((qubit, k) => {
    works[qubit] = lacking.has(k) ? 0 : 1;
  });
  const among = keep(whole, (k) => works[whole.first[k]!] === 1 && works[whole.second[k]!] === 1);
  const count = among.first.length;
  const broken = chosen(count, count - (couplers ?? count), "couplers", (n) => random.below(n));
  return { ...keep(among, (k) => !broken.has(k)), qubits: whole.qubits.filter((qubit) => works[qubit] === 1) };
}

/** The graph with some of its couplers. */
function keep(graph: Graph, isKept: (k: number) => boolean): Graph {
  const first = graph.first.filter((_, k) => isKept(k));
  return { ...graph, first, second: graph.second.filter((_, k) => isKept(k)) };
}

/** So many different ones of `count`. */
function chosen(count: number, wanted: number, what: string, below: (n: number) => number): Set<number> {
  if (!Number.isSafeInteger(wanted) || wanted < 0 || wanted > count) {
    throw new InvalidInputError(`Of ${count} ${what}, ${count - wanted} cannot work.`);
  }
  const found = new Set<number>();
  while (found.size < wanted) found.add(below(count));
  return found;
}
