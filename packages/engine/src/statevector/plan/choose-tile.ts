import type { Agenda } from "./agenda.ts";
import { type Growth, workOf } from "./growth.ts";

/** How far the program is looked at for one tile, for each wire. Farther, it is hidden behind what must come first. */
const horizonPerWire = 96;

/**
 * The wires of the next tile: walks the program in order and takes in the wires of each operation, as long as they fit
 * and nothing that was left out must come before. `start` are wires that are in already; `growth` bounds the new wires.
 */
export function chooseTile(
  agenda: Agenda,
  wireCount: number,
  capacity: number,
  start: readonly number[],
  growth?: Growth,
): number[] {
  const chosen = [...start];
  let room = growth ? growth.most : wireCount;
  const isChosen = new Uint8Array(wireCount);
  for (const wire of start) isChosen[wire] = 1;
  /** 1: a term on this wire waits; 2: an operation was left out, and all that follows on this wire must wait for it. */
  const blocked = new Uint8Array(wireCount);
  let free = wireCount;
  const block = (wires: readonly number[], level: 1 | 2) => {
    for (const wire of wires) {
      if (blocked[wire] === 0) free--;
      blocked[wire] = Math.max(blocked[wire], level);
    }
  };
  const take = (wire: number) => {
    if (isChosen[wire]) return;
    isChosen[wire] = 1;
    chosen.push(wire);
    if (growth && !growth.isActive[wire]) room--;
  };
  let looked = 0;
  for (let i = agenda.firstUndone; i < agenda.end; i = agenda.nextUndone(i)) {
    if (free === 0 || ++looked > horizonPerWire * wireCount) break;
    const primitive = agenda.primitives[i];
    const wires = agenda.touched(i);
    let highest = 0;
    let missing = 0;
    let fresh = 0;
    for (const wire of wires) {
      highest = Math.max(highest, blocked[wire]);
      if (isChosen[wire]) continue;
      missing++;
      if (growth && !growth.isActive[wire]) fresh++;
    }
    if (primitive.kind === "diagonal") {
      if (agenda.hasOnlyTerms) {
        // any one wire of a term brings it into the tile
        if (chosen.length < capacity && missing === wires.length) take(wires[0]);
      } else if (highest === 2) block(wires, 1);
    } else if (highest === 0 && chosen.length + missing <= capacity && fresh <= room) {
      for (const wire of wires) take(wire);
      if (growth) growth.work += workOf(primitive);
    } else block(wires, 2);
  }
  return chosen;
}
