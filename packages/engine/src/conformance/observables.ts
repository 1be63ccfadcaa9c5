import { InvalidInputError } from "@naru/base";
import { type Circuit, circuitOf, gate, type PauliSum, pauliSum, reset } from "@naru/circuit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { expectationOf } from "../reference/observables.ts";
import { anyUnitaryCircuit, stirring } from "./arbitrary.ts";
import { stateOf } from "./judge.ts";
import type { Subject } from "./subject.ts";

/** Expectation values of Pauli sums, against the reference. */
export function observablesSuite(subject: Subject): void {
  const areRight = async (circuit: Circuit, observables: readonly PauliSum[]) => {
    const { expectations } = await subject.run(circuit, { observables });
    const state = stateOf(circuit);
    expect(expectations).toHaveLength(observables.length);
    observables.forEach((observable, k) => {
      const weight = observable.terms.reduce((sum, { coefficient }) => sum + Math.abs(coefficient), 1);
      const error = Math.abs((expectations?.[k] ?? Number.NaN) - expectationOf(state, observable));
      expect(error).toBeLessThan(2 * weight * subject.tolerance);
    });
  };

  test("every Pauli string on three qubits has the expectation value of the reference", async () => {
    const strings = ["", "", ""].reduce<string[]>((all) => all.flatMap((s) => [..."IXYZ"].map((p) => p + s)), [""]);
    await areRight(
      circuitOf(3, stirring(3)),
      strings.map((paulis) => pauliSum({ [paulis]: 1 })),
    );
  });

  test("qubit 0 is the rightmost letter", async () => {
    const observables = [pauliSum({ IIZ: 1 }), pauliSum({ ZII: 1 }), pauliSum({ IXI: 1 })];
    const { expectations } = await subject.run(circuitOf(3, [gate("x", [0]), gate("h", [1])]), { observables });
    for (const [k, value] of [-1, 1, 1].entries()) {
      expect(Math.abs((expectations?.[k] ?? Number.NaN) - value)).toBeLessThan(2 * subject.tolerance);
    }
  });

  test("random sums after random circuits have the expectation values of the reference", async () => {
    const anyCase = anyUnitaryCircuit(5, 20).chain((circuit) =>
      fc.tuple(fc.constant(circuit), fc.array(anySum(circuit.qubitCount), { minLength: 1, maxLength: 4 })),
    );
    await fc.assert(
      fc.asyncProperty(anyCase, ([circuit, observables]) => areRight(circuit, observables)),
      { numRuns: 40 },
    );
  });

  test("a sum of many strings that flip the same qubits", async () => {
    const diagonal = Array.from({ length: 32 }, (_, z) => [...z.toString(2).padStart(5, "0")]);
    const terms = diagonal.flatMap((bits, k) => [
      { paulis: bits.map((bit) => (bit === "1" ? "Z" : "I")).join(""), coefficient: 0.3 + 0.1 * k },
      { paulis: bits.map((bit) => (bit === "1" ? "Y" : "X")).join(""), coefficient: 1 - 0.07 * k },
    ]);
    await areRight(circuitOf(5, stirring(5)), [{ terms }]);
  });

  test("a sum without terms has the value 0, and the identity 1", async () => {
    const { expectations } = await subject.run(circuitOf(2, stirring(2)), {
      observables: [{ terms: [] }, pauliSum({ II: 1 })],
    });
    expect(expectations?.[0]).toBe(0);
    expect(Math.abs((expectations?.[1] ?? Number.NaN) - 1)).toBeLessThan(2 * subject.tolerance);
  });

  test("qubits that nothing touched are in |0⟩ for them", async () => {
    await areRight(circuitOf(4, [gate("ry", [2], [0.7])]), [
      pauliSum({ ZIII: 1, IIZZ: 0.5, XIII: 0.25, IXII: 2, ZXIZ: 1, IYIX: 1 }),
    ]);
  });

  test("one that does not fit to the circuit is refused as bad input", async () => {
    const circuit = circuitOf(2, stirring(2));
    for (const observable of [pauliSum({ Q: 1 }), pauliSum({ ZZ: Number.NaN })]) {
      await expect(subject.run(circuit, { observables: [observable] })).rejects.toThrow(InvalidInputError);
    }
  });

  test("a circuit without a single final state has none", () => {
    const reused = circuitOf(1, [gate("h", [0]), reset(0)]);
    expect(subject.supports(reused, { observables: [pauliSum({ Z: 1 })] })).toMatchObject({ ok: false });
  });
}

const anySum = (qubitCount: number): fc.Arbitrary<PauliSum> =>
  fc
    .array(
      fc.record({
        paulis: fc
          .array(fc.constantFrom("I", "X", "Y", "Z"), { minLength: qubitCount, maxLength: qubitCount })
          .map((letters) => letters.join("")),
        coefficient: fc.double({ min: -2, max: 2, noNaN: true }),
      }),
      { minLength: 1, maxLength: 12 },
    )
    .map((terms) => ({ terms }));
