import { type Circuit, circuitOf, type GateOperation, gate, gateNames, gates, type Operation } from "@naru/circuit";
import fc from "fast-check";
import { describe, test } from "vitest";
import type { UnitaryStep } from "../simulator.ts";
import { anyPlacement, anyUnitary, anyUnitaryCircuit, stirring } from "./arbitrary.ts";
import { expectAmplitudes, expectDistribution } from "./compare.ts";
import { exactOf, stateOf } from "./judge.ts";
import { moved, type Subject } from "./subject.ts";

/** Gates and unitaries: the final state against the reference, or its probabilities where amplitudes are not to be had. */
export function unitarySuite(subject: Subject): void {
  const isLike = async (circuit: Circuit) => {
    if (subject.skips.amplitudes === undefined) {
      const { amplitudes } = await subject.run(circuit, { amplitudes: true });
      expectAmplitudes(amplitudes, stateOf(circuit), subject.tolerance);
    } else {
      const { probabilities } = await subject.run(circuit, { probabilities: true });
      expectDistribution(exactOf(circuit), probabilities, 2 * subject.tolerance);
    }
  };
  /** On a state without zeros, and turned afterwards, so that phases show in probabilities as well. */
  const stepIsRight = (qubitCount: number, step: fc.Arbitrary<UnitaryStep>, numRuns: number) =>
    fc.assert(
      fc.asyncProperty(step, (operation) =>
        isLike(circuitOf(qubitCount, [...stirring(qubitCount), operation, ...turned(qubitCount)])),
      ),
      { numRuns },
    );

  describe.each(gateNames)("%s", (name) => {
    const fewestQubits = gates[name].qubitCount;

    test("is the matrix of the gate table, on any qubits at any angles", async () => {
      await stepIsRight(Math.max(3, fewestQubits), anyPlacement(name, Math.max(3, fewestQubits), 0), 12);
    });

    test.each([1, 2])("acts under %d further controls only where all of them are 1", async (controls) => {
      const qubitCount = fewestQubits + controls + 1;
      await stepIsRight(qubitCount, anyPlacement(name, qubitCount, controls), 6);
    });
  });

  test.each([1, 2, 3])("any unitary on %d qubits is applied, first qubit as the low bit of its rows", async (width) => {
    await stepIsRight(4, anyUnitary(4, width), 12);
  });

  test("random circuits of all gates end in the state of the reference, global phase included", async () => {
    await fc.assert(fc.asyncProperty(anyUnitaryCircuit(5, 30), isLike), { numRuns: 60 });
  });

  test("a circuit followed by its inverse leads back to |0…0⟩", async () => {
    await fc.assert(
      fc.asyncProperty(anyUnitaryCircuit(4, 15), async (circuit) => {
        const there = circuit.operations.filter((operation) => operation.kind === "gate");
        const back = there.toReversed().map(inverseOf);
        const { probabilities } = await subject.run(circuitOf(circuit.qubitCount, [...there, ...back]), {
          probabilities: true,
        });
        const origin = new Map([["0".repeat(circuit.qubitCount), 1]]);
        expectDistribution(origin, probabilities, 100 * subject.tolerance); // errors of up to thirty gates add up
      }),
      { numRuns: 30 },
    );
  });

  test("naming the qubits otherwise permutes the outcomes and changes nothing else", async () => {
    const anyRelabelling = anyUnitaryCircuit(5, 20).chain((circuit) =>
      fc.tuple(
        fc.constant(circuit),
        fc.shuffledSubarray([...Array(circuit.qubitCount).keys()], { minLength: circuit.qubitCount }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(anyRelabelling, async ([circuit, places]) => {
        const renamed = circuitOf(
          circuit.qubitCount,
          circuit.operations.map((operation) => moved(operation, places)),
        );
        const expected = new Map(
          [...exactOf(circuit)].map(([bits, probability]) => [permuted(bits, places), probability] as const),
        );
        const { probabilities } = await subject.run(renamed, { probabilities: true });
        expectDistribution(expected, probabilities, 2 * subject.tolerance);
      }),
      { numRuns: 20 },
    );
  });
}

/** Half a turn of every qubit out of the plane in which phases hide. */
const turned = (qubitCount: number): Operation[] =>
  Array.from({ length: qubitCount }, (_, k) => gate("u", [k], [1.2 + 0.1 * k, 0.3, 0.7]));

function inverseOf(operation: GateOperation): GateOperation {
  const inverse = gates[operation.gate].inverse(operation.params ?? []);
  return gate(inverse.gate, operation.qubits, inverse.params, operation.controls);
}

/** The bitstring in which bit `places[k]` is what bit k was. */
function permuted(bits: string, places: readonly number[]): string {
  const moved = new Array<string>(bits.length);
  places.forEach((place, k) => {
    moved[bits.length - 1 - place] = bits[bits.length - 1 - k];
  });
  return moved.join("");
}
