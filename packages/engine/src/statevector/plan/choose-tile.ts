import { touchedWires } from "../lower/primitives.ts";
import type { Agenda } from "./agenda.ts";

/** How far the program is looked at for one tile, for each wire. Farther, it is hidden behind what must come first. */
const horizonPerWire = 96;

/**
 * The wires of the next tile: walks the program in order and takes in the wires of each operation, as long as they fit
 * and nothing that was left out must come before. `start` are wires that are in already.
 */
export function chooseTile(agenda: Agenda, wireCount: number, capacity: number, start: readonly number[]): number[] {
  const chosen = [...start];
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
  };
  let looked = 0;
  for (const i of agenda.undone()) {
    if (free === 0 || ++looked > horizonPerWire * wireCount) break;
    const primitive = agenda.primitives[i];
    if (primitive.kind === "diagonal") {
      const { wires } = primitive;
      if (agenda.hasOnlyTerms) {
        // any one wire of a term brings it into the tile
        if (chosen.length < capacity && !wires.some((wire) => isChosen[wire])) take(wires[0]);
      } else if (wires.some((wire) => blocked[wire] === 2)) block(wires, 1);
      continue;
    }
    const wires = touchedWires(primitive);
    let missing = 0;
    for (const wire of wires) if (!isChosen[wire]) missing++;
    if (wires.every((wire) => blocked[wire] === 0) && chosen.length + missing <= capacity)
      for (const wire of wires) take(wire);
    else block(wires, 2);
  }
  return chosen;
}
