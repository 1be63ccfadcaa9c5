import type { Agenda } from "./agenda.ts";
import { chooseTile } from "./choose-tile.ts";

/** Gathering and scattering, in tenths of a nanosecond for one vector. */
const workOfPass = 50;

/**
 * The wires of the next tile, as `chooseTile`, with as few new ones as pay: a pass on half of the state costs half of a
 * pass, so it is worth going once more over the small state if that does more than walking over it costs.
 */
export function growTile(
  agenda: Agenda,
  wireCount: number,
  capacity: number,
  start: readonly number[],
  isActive: readonly boolean[],
): number[] {
  const idle = isActive.filter((active) => !active).length;
  for (let most = 0; ; most++) {
    const growth = { most, isActive, work: 0 };
    const chosen = chooseTile(agenda, wireCount, capacity, start, growth);
    if (most >= idle || growth.work >= workOfPass) return chosen;
  }
}
