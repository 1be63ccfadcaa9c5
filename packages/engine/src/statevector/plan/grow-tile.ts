import type { Agenda } from "./agenda.ts";
import { chooseTile } from "./choose-tile.ts";
import type { Growth } from "./growth.ts";

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

/** What a pass costs that is not work on amplitudes (planning, addresses, constants), in tenths of a nanosecond. */
const workToBegin = 500_000;

/**
 * The wires for a state that still fits one tile, where it stays in its place and no pass moves anything: those in use,
 * and as few new ones as let a pass do more than it costs to begin one; at least `least` in all. All that `capacity` has
 * room for if there is no such number.
 */
export function growInPlace(
  agenda: Agenda,
  capacity: number,
  least: number,
  isActive: readonly boolean[],
): readonly number[] {
  const wireCount = isActive.length;
  const active = isActive.flatMap((isIn, wire) => (isIn ? [wire] : []));
  for (let most = Math.max(0, least - active.length); ; most++) {
    const growth: Growth = { most, isActive, work: 0 };
    const chosen = chooseTile(agenda, wireCount, capacity, active, growth);
    if (active.length + most >= capacity) return chosen;
    if (growth.work * 2 ** (chosen.length - 1) >= workToBegin) return chosen;
  }
}
