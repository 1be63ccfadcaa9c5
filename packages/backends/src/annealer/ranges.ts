import { graphOf } from "@naru/annealer";
import { InvalidInputError } from "@naru/base";
import type { AnnealerMachine, Range } from "./machine.ts";
import type { SpinProblem } from "./problem.ts";

/** How far a problem fills a machine's range of something: 1 for all of it, more where it does not fit. */
interface Filling {
  readonly what: string;
  readonly range: Range;
  readonly value: number;
  readonly filling: number;
}

/**
 * What a problem is divided by so that it fills the machine's ranges and does not pass them; 1 for a problem without
 * numbers. The ranges are those of fields, of couplings (extended, where there is one) and of sums of couplings.
 */
export function scaleOf(machine: AnnealerMachine, problem: SpinProblem): number {
  const most = fillings(machine, problem).reduce((so, { filling }) => Math.max(so, filling), 0);
  return most > 0 ? most : 1;
}

/** Throws InvalidInputError when a problem that is not to be scaled passes a range. */
export function checkRanges(name: string, machine: AnnealerMachine, problem: SpinProblem): void {
  for (const { what, range, value, filling } of fillings(machine, problem)) {
    if (filling <= 1 + rounding) continue;
    throw new InvalidInputError(
      `The backend ${name} takes ${what} from ${range[0]} to ${range[1]}; this problem has ${value}. Scale it down, or let the machine scale it.`,
      { backend: name, value, range },
    );
  }
}

/** Sums of couplings are rounded. */
const rounding = 1e-9;

function fillings(machine: AnnealerMachine, { sent, fields, couplings }: SpinProblem): Filling[] {
  const { qubitCouplingRange, groupCouplingRange } = machine;
  const couplingRange = machine.extendedCouplingRange ?? machine.couplingRange;
  const found = [fill("fields", machine.fieldRange, fields), fill("couplings", couplingRange, couplings)];
  if (qubitCouplingRange) {
    const sums = new Float64Array(sent.qubits.length);
    couplings.forEach((value, k) => {
      for (const end of [sent.first[k] ?? 0, sent.second[k] ?? 0]) sums[end] = (sums[end] ?? 0) + value;
    });
    found.push(fill("sums of a qubit's couplings", qubitCouplingRange, sums));
  }
  if (groupCouplingRange) {
    found.push(
      fill("sums of the couplings of a group", groupCouplingRange, groupSums(machine, { sent, fields, couplings })),
    );
  }
  return found;
}

function fill(what: string, range: Range, values: Float64Array): Filling {
  let worst: Filling = { what, range, value: 0, filling: 0 };
  for (const value of values) {
    const filling = value === 0 ? 0 : value / (value > 0 ? range[1] : range[0]);
    if (filling > worst.filling) worst = { what, range, value, filling };
  }
  return worst;
}

/**
 * Sums over the two groups of each qubit's couplers in a Zephyr graph. A qubit has two ends: its first group are the couplers
 * with qubits that cross it at the far one, and with those in its line that lie beyond; the other group is the rest.
 */
function groupSums({ graph }: AnnealerMachine, { sent, couplings }: SpinProblem): Float64Array {
  const { type, shape } = graph.topology;
  if (type !== "zephyr") {
    throw new InvalidInputError(
      `Only Zephyr graphs have groups of couplers, and ${graphOf(graph.topology).size} qubits here are of none.`,
    );
  }
  const [m = 1, t = 1] = shape;
  const sums = new Float64Array(2 * sent.qubits.length);
  const placeOf = (qubit: number) => {
    const z = qubit % m;
    const j = Math.floor(qubit / m) % 2;
    const w = Math.floor(qubit / (2 * m * t)) % (2 * m + 1);
    const u = Math.floor(qubit / (2 * m * t * (2 * m + 1)));
    return { u, w, j, z };
  };
  const groupOf = (own: number, other: number): number => {
    const [a, b] = [placeOf(own), placeOf(other)];
    if (a.u !== b.u) return 2 * a.z + a.j + 1 - b.w;
    if (a.j !== b.j) return a.z + a.j - b.z;
    return b.z > a.z ? 0 : 1;
  };
  couplings.forEach((value, k) => {
    const [from, to] = [sent.first[k] ?? 0, sent.second[k] ?? 0];
    for (const [own, other] of [[from, to] as const, [to, from] as const]) {
      const at = 2 * own + groupOf(sent.qubits[own] ?? 0, sent.qubits[other] ?? 0);
      sums[at] = (sums[at] ?? 0) + value;
    }
  });
  return sums;
}
