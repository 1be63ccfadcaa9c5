import type { Work } from "../work.ts";
import { moveCentre } from "./chain.ts";
import { triangularise } from "./reflections.ts";
import { columnsOfSite } from "./site.ts";
import type { MpsState } from "./state.ts";
import type { Matrix, Packed, Workspace } from "./workspace.ts";

/** Ways less likely than this are not followed: together they stay far below what is listed. */
const negligibleShare = 1e-16;

interface Way {
  readonly site: number;
  readonly outcome: number;
  /** Rows whose products with the sites that follow add up to the probabilities: one, unless a qubit was not looked at. */
  readonly rows: number;
  readonly vectors: Packed;
}

/**
 * The probabilities of all outcomes, as numbers of up to 53 bits: every way through the measured sites that is not
 * impossible is followed, and what is not measured is summed over. Undefined once there are more than `mostOutcomes`.
 */
export function* distributionOfChain(
  workspace: Workspace,
  { chain, siteOf }: MpsState,
  readout: readonly number[],
  mostOutcomes: number,
): Work<ReadonlyMap<number, number> | undefined> {
  yield* moveCentre(workspace, chain, 0);
  const weights = new Float64Array(siteOf.length);
  let depth = 0; // sites behind the last one measured add up to one whatever they are
  readout.forEach((qubit, clbit) => {
    if (qubit < 0) return;
    weights[siteOf[qubit]] += 2 ** clbit;
    depth = Math.max(depth, siteOf[qubit] + 1);
  });
  const start = workspace.mark();
  const tensors = chain.sites.slice(0, depth).map((site) => columnsOfSite(workspace, site));
  const totals = new Map<number, number>();
  const ways: Way[] = [{ site: 0, outcome: 0, rows: 1, vectors: Float64Array.of(1, 0) }];
  for (let way = ways.pop(); way; way = ways.pop()) {
    if (way.site === depth) {
      totals.set(way.outcome, (totals.get(way.outcome) ?? 0) + squareOf(way.vectors));
      if (totals.size > mostOutcomes) return undefined;
      continue;
    }
    const mark = workspace.mark();
    const next = workspace.product(workspace.load(way.vectors, way.rows, tensors[way.site].rows), tensors[way.site]);
    const weight = weights[way.site];
    if (weight > 0) {
      for (const value of [1, 0]) {
        const vectors = half(workspace.numbers, next, value);
        if (squareOf(vectors) < negligibleShare) continue;
        ways.push({ site: way.site + 1, outcome: way.outcome + value * weight, rows: way.rows, vectors });
      }
    } else {
      const bond = next.columns / 2;
      let [rows, vectors] = [2 * way.rows, workspace.pack(next)];
      if (rows > bond) {
        const { r } = yield* triangularise(workspace, workspace.load(vectors, rows, bond));
        rows = r.rows;
        vectors = workspace.pack(r);
      }
      ways.push({ site: way.site + 1, outcome: way.outcome, rows, vectors });
    }
    workspace.release(mark);
    yield;
  }
  workspace.release(start);
  return totals;
}

/** The columns of one value of the qubit. */
function half(numbers: Float64Array, { at, rows, columns, stride, plane }: Matrix, value: number): Packed {
  const width = columns / 2;
  const result = new Float64Array(2 * rows * width);
  for (let part = 0, to = 0; part < 2; part++) {
    for (let row = 0; row < rows; row++) {
      const from = at + part * plane + row * stride + value * width;
      for (let i = 0; i < width; i++) result[to++] = numbers[from + i];
    }
  }
  return result;
}

function squareOf(numbers: Packed): number {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += numbers[i] * numbers[i];
  return sum;
}
