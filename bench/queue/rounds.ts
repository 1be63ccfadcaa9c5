import { median, type Row } from "../row.ts";

/** Rates of two contenders, one pair for each round. */
export interface Rounds {
  readonly ours: readonly number[];
  readonly peer: readonly number[];
}

/** Measures two things in turn, so that whatever else the machine does strikes both; the order changes each round. */
export async function alternate(
  rounds: number,
  ours: () => Promise<number>,
  peer: () => Promise<number>,
): Promise<Rounds> {
  const found = { ours: [] as number[], peer: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) found.ours.push(await ours());
    found.peer.push(await peer());
    if (round % 2 === 1) found.ours.push(await ours());
  }
  return found;
}

/** Our rate over the peer's, the median of the rounds' ratios. */
export const ratioOf = ({ ours, peer }: Rounds): number =>
  median(ours.map((rate, round) => rate / (peer[round] ?? Number.NaN)));

/** One row: our rate, the peer's, and their ratio, which should be at least `goal`. */
export function rateRow(work: string, peer: string, unit: string, found: Rounds, goal = 1): Row {
  const ratio = ratioOf(found);
  return {
    suite: "queue",
    work,
    peer,
    goal: `≥ ${goal.toFixed(1)}×`,
    value: `${median(found.ours).toFixed(0)} ${unit}, ${ratio.toFixed(2)}× (peer ${median(found.peer).toFixed(0)})`,
    met: ratio >= goal,
  };
}
