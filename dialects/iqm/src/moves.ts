import type { MoveValidation } from "./wire.ts";

/**
 * Follows where the states of a star's qubits are. A MOVE takes a qubit's state into the resonator, or back; in between the
 * qubit has none, and nothing may act on it.
 */
export class Moves {
  readonly #validation: MoveValidation;
  /** By resonator: the qubit whose state it holds. */
  readonly #heldOf = new Map<string, string>();

  constructor(validation: MoveValidation) {
    this.#validation = validation;
  }

  /** What is wrong with an instruction at this place, or null; follows it if nothing is. */
  problemOf(name: string, locus: readonly string[]): string | null {
    if (this.#validation === "none" || name === "barrier" || name === "delay") return null;
    if (name === "move") return this.#move(locus);
    if (name === "prx" && this.#validation === "allow_prx") return null;
    for (const [resonator, qubit] of this.#heldOf) {
      if (locus.includes(qubit)) {
        return `the state of ${qubit} is in ${resonator} at this point. Move it back first`;
      }
    }
    return null;
  }

  #move([qubit = "", resonator = ""]: readonly string[]): string | null {
    const held = this.#heldOf.get(resonator);
    if (held !== undefined && held !== qubit) {
      return `${resonator} holds the state of ${held} at this point, so ${qubit} cannot be moved into it`;
    }
    for (const [other, moved] of this.#heldOf) {
      if (moved === qubit && other !== resonator) return `the state of ${qubit} is in ${other} at this point`;
    }
    if (held === undefined) this.#heldOf.set(resonator, qubit);
    else this.#heldOf.delete(resonator);
    return null;
  }
}
