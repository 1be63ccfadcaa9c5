import type { Condition } from "@naru/circuit";
import { bitTest, clbitsOf } from "../noise/condition.ts";

/** A question about classical wires. */
export interface Test {
  readonly wires: readonly number[];
  /** Bit j of the number is the value of wire j. */
  holds(values: number): boolean;
}

/** A test within another; both ask the same wires. */
export interface InnerTest extends Test {
  /** Whether the outer test holds; true where there is none. */
  isOuter(values: number): boolean;
  /** Whether the inner condition does not depend on any wire, and then what it is. */
  readonly isConstant: boolean | undefined;
}

/**
 * A condition as a question about wires, together with the test it stands within. `wireOf` gives the wire of a classical
 * bit, or −1 for one that nothing has written yet, which is 0.
 */
export function testOf(condition: Condition, wireOf: (clbit: number) => number, outer?: Test): InnerTest {
  const clbits = [...new Set(clbitsOf(condition))];
  const asked = clbits.filter((clbit) => wireOf(clbit) >= 0);
  const own = [...new Set(asked.map(wireOf))];
  const wires = [...new Set([...(outer?.wires ?? []), ...own])];
  const places = asked.map((clbit) => ({ clbit, place: wires.indexOf(wireOf(clbit)) }));
  const test = bitTest(condition);
  const bits = new Uint8Array(Math.max(0, ...clbits) + 1);
  const asks = (values: number): boolean => {
    for (const { clbit, place } of places) bits[clbit] = (values >> place) & 1;
    return test(bits);
  };
  const outerPlaces = (outer?.wires ?? []).map((wire) => wires.indexOf(wire));
  const isOuter = (values: number): boolean => {
    if (!outer) return true;
    return outer.holds(outerPlaces.reduce((sum, place, j) => sum | (((values >> place) & 1) << j), 0));
  };
  return {
    wires,
    isOuter,
    holds: (values) => isOuter(values) && asks(values),
    isConstant: own.length === 0 ? asks(0) : undefined,
  };
}
