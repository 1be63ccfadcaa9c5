import { InvalidInputError } from "@naru/base";
import { type Circuit, circuitOf, gate, reset } from "@naru/circuit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { after } from "../reference/state-vector.ts";
import type { UnitaryStep } from "../simulator.ts";
import { anyUnitaryCircuit, stirring } from "./arbitrary.ts";
import { expectAmplitudes } from "./compare.ts";
import { stateOf } from "./judge.ts";
import type { Subject } from "./subject.ts";

/** Circuits that begin in a given state. */
export function initialStateSuite(subject: Subject): void {
  const continued = (circuit: Circuit, initialState: Float64Array) =>
    circuit.operations
      .filter((operation): operation is UnitaryStep => operation.kind === "gate" || operation.kind === "unitary")
      .reduce(after, initialState);

  test("a random circuit goes on from where another one ended", async () => {
    await fc.assert(
      fc.asyncProperty(anyUnitaryCircuit(5, 20), async (circuit) => {
        const initialState = stateOf(circuitOf(circuit.qubitCount, stirring(circuit.qubitCount)));
        const { amplitudes } = await subject.run(circuit, { amplitudes: true, initialState });
        expectAmplitudes(amplitudes, continued(circuit, initialState), subject.tolerance);
      }),
      { numRuns: 40 },
    );
  });

  test("without operations the state comes back, and shots are drawn from it", async () => {
    const initialState = Float64Array.from({ length: 16 }, (_, i) => (i === 13 ? 1 : 0)); // i |110⟩
    const { amplitudes, counts } = await subject.run(circuitOf(3, []), { amplitudes: true, shots: 9, initialState });
    expectAmplitudes(amplitudes, initialState, subject.tolerance);
    expect(counts).toEqual(new Map([["110", 9]]));
  });

  test("the state that was given is not written to", async () => {
    const initialState = stateOf(circuitOf(3, stirring(3)));
    const before = initialState.slice();
    await subject.run(circuitOf(3, stirring(3)), { shots: 5, initialState });
    expect(initialState).toEqual(before);
  });

  test.each([
    ["of the wrong length", new Float64Array(6)],
    ["that is not normalised", Float64Array.from({ length: 16 }, (_, i) => (i < 2 ? 1 : 0))],
    ["with a number that is not finite", Float64Array.from({ length: 16 }, (_, i) => (i === 3 ? Number.NaN : 0.25))],
  ])("one %s is refused as bad input", async (_, initialState) => {
    const run = subject.runNarrow(circuitOf(3, [gate("h", [0])]), { shots: 1, initialState });
    await expect(run).rejects.toThrow(InvalidInputError);
  });

  test("is not for circuits that measure or reset on the way", () => {
    const reused = circuitOf(1, [gate("h", [0]), reset(0)]);
    expect(subject.supports(reused, { shots: 1, initialState: Float64Array.of(1, 0, 0, 0) })).toMatchObject({
      ok: false,
    });
  });
}
