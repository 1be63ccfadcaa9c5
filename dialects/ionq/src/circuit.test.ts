import { InvalidInputError, TooLargeError } from "@naru/base";
import { circuitOf, gate, gates, type Operation, pauliRotation } from "@naru/circuit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readIonqCircuit, writeCircuit } from "./circuit.ts";

const qis = (...circuit: unknown[]): readonly Operation[] => readIonqCircuit({ gateset: "qis", circuit }).operations;
const native = (...circuit: unknown[]): readonly Operation[] =>
  readIonqCircuit({ gateset: "native", circuit }).operations;

describe("abstract gates", () => {
  test.each([
    [{ gate: "x", target: 1 }, gate("x", [1])],
    [{ gate: "not", targets: [1] }, gate("x", [1])],
    [{ gate: "y", target: 0 }, gate("y", [0])],
    [{ gate: "z", target: 0 }, gate("z", [0])],
    [{ gate: "h", target: 0 }, gate("h", [0])],
    [{ gate: "s", target: 0 }, gate("s", [0])],
    [{ gate: "si", target: 0 }, gate("sdg", [0])],
    [{ gate: "t", target: 0 }, gate("t", [0])],
    [{ gate: "ti", target: 0 }, gate("tdg", [0])],
    [{ gate: "v", target: 0 }, gate("sx", [0])],
    [{ gate: "vi", target: 0 }, gate("sxdg", [0])],
    [{ gate: "rx", target: 0, rotation: 0.3 }, gate("rx", [0], [0.3])],
    [{ gate: "ry", target: 0, rotation: 0.3 }, gate("ry", [0], [0.3])],
    [{ gate: "rz", target: 0, rotation: 0.3 }, gate("rz", [0], [0.3])],
    [{ gate: "xx", targets: [2, 0], rotation: 0.3 }, gate("rxx", [2, 0], [0.3])],
    [{ gate: "yy", targets: [2, 0], rotation: 0.3 }, gate("ryy", [2, 0], [0.3])],
    [{ gate: "zz", targets: [2, 0], rotation: 0.3 }, gate("rzz", [2, 0], [0.3])],
    [{ gate: "swap", targets: [2, 0] }, gate("swap", [2, 0])],
    [{ gate: "cnot", control: 2, target: 0 }, gate("cx", [2, 0])],
    [{ gate: "cx", controls: [2], targets: [0] }, gate("cx", [2, 0])],
  ])("%o is what our table calls it", (wire, operation) => expect(qis(wire)).toEqual([operation]));

  test("z with a rotation is a phase gate, not a rotation about z", () => {
    expect(qis({ gate: "z", target: 0, rotation: 0.3 })).toEqual([gate("p", [0], [0.3])]);
    expect(qis({ gate: "z", target: 1, control: 0, rotation: 0.3 })).toEqual([gate("cp", [0, 1], [0.3])]);
  });

  test("any number of controls may come", () => {
    expect(qis({ gate: "x", targets: [0], controls: [2, 1] })).toEqual([gate("ccx", [2, 1, 0])]);
    expect(qis({ gate: "z", targets: [0], controls: [3, 2, 1], rotation: 1 })).toEqual([
      gate("p", [0], [1], [3, 2, 1]),
    ]);
    expect(qis({ gate: "v", targets: [0], controls: [1] })).toEqual([gate("csx", [1, 0])]);
  });

  test("nothing is done by nop, and by an empty circuit on one qubit", () => {
    expect(qis({ gate: "nop", target: 0 })).toEqual([]);
    expect(readIonqCircuit({ circuit: [] })).toEqual(circuitOf(1, []));
  });
});

describe("pauliexp", () => {
  test("the last character of a term acts on the first target, and angles are twice time times coefficient", () => {
    const wire = { gate: "pauliexp", targets: [4, 2, 0], terms: ["XIZ"], coefficients: [0.5], time: 0.7 };
    expect(qis(wire)).toEqual(pauliRotation(["Z", "I", "X"], [4, 2, 0], 0.7));
  });

  test("terms are applied in the order listed", () => {
    const wire = { gate: "pauliexp", targets: [0], terms: ["X", "Z"], coefficients: [0.5, 0.25], time: 2 };
    expect(qis(wire)).toEqual([...pauliRotation(["X"], [0], 2), ...pauliRotation(["Z"], [0], 1)]);
  });

  test("a term of identities alone is a phase that nobody sees", () => {
    expect(qis({ gate: "pauliexp", targets: [0, 1], terms: ["II"], coefficients: [0.5], time: 1 })).toEqual([]);
  });

  test("is refused when it would fill memory", () => {
    const terms = new Array<string>(2_000).fill("X".repeat(600));
    const targets = Array.from({ length: 600 }, (_, k) => k);
    const wire = { gate: "pauliexp", targets, terms, coefficients: terms.map(() => 1), time: 1 };
    expect(() => qis(wire)).toThrow(TooLargeError);
  });
});

describe("native gates", () => {
  /** Entry (row, column) of IonQ's matrix of ms: phases and angle in turns, the first target the left bit. */
  const msEntry = (row: number, column: number, phi0: number, phi1: number, theta: number): [number, number] => {
    if (row === column) return [Math.cos(Math.PI * theta), 0];
    if (row + column !== 3) return [0, 0];
    const turns = { 0: -phi0 - phi1, 1: -phi0 + phi1, 2: phi0 - phi1, 3: phi0 + phi1 }[row] ?? 0;
    const angle = 2 * Math.PI * turns - Math.PI / 2;
    const s = Math.sin(Math.PI * theta);
    return [s * Math.cos(angle), s * Math.sin(angle)];
  };

  test("ms has the published matrix, phase by phase", () => {
    const anyTurns = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(anyTurns, anyTurns, anyTurns, (phi0, phi1, theta) => {
        const [operation] = native({ gate: "ms", targets: [0, 1], phases: [phi0, phi1], angle: theta });
        if (operation?.kind !== "gate") throw new Error("ms reads as a gate");
        const matrix = gates.ms.matrix(operation.params ?? []);
        for (let row = 0; row < 4; row++) {
          for (let column = 0; column < 4; column++) {
            // Ours has the first qubit as the right bit.
            const swapped = (index: number) => ((index & 1) << 1) | (index >> 1);
            const [re, im] = msEntry(row, column, phi0, phi1, theta);
            const at = 2 * (4 * swapped(row) + swapped(column));
            expect(matrix[at]).toBeCloseTo(re, 12);
            expect(matrix[at + 1]).toBeCloseTo(im, 12);
          }
        }
      }),
    );
  });

  test("ms without an angle entangles fully", () => {
    expect(native({ gate: "ms", targets: [0, 1], phases: [0, 0] })).toEqual([gate("ms", [0, 1], [0, 0, Math.PI / 2])]);
  });

  test("zz means turns here and radians among abstract gates", () => {
    const wire = { gate: "zz", targets: [0, 1], angle: 0.25, phase: 0.25, rotation: 0.25 };
    expect(native(wire)).toEqual([gate("rzz", [0, 1], [Math.PI / 2])]);
    expect(qis(wire)).toEqual([gate("rzz", [0, 1], [0.25])]);
  });
});

describe("what is refused", () => {
  test.each([
    ["a misspelt gate", { gate: "cnott", target: 0 }, 'there is no gate "cnott"; did you mean "cnot"?'],
    ["a gate of nobody", { gate: "teleport", target: 0 }, "the gates are x, not"],
    ["a native gate among abstract ones", { gate: "gpi", target: 0, phase: 0 }, 'set "gateset" to "native"'],
    ["a repeated target", { gate: "swap", targets: [1, 1] }, "qubit 1 is a target twice"],
    ["a control that is the target", { gate: "cnot", control: 1, target: 1 }, "qubit 1 is both control and target"],
    ["a repeated control", { gate: "x", target: 0, controls: [1, 1] }, "qubit 1 is a control twice"],
    ["a missing control", { gate: "cnot", target: 0 }, 'needs a "control"'],
    ["a missing rotation", { gate: "rx", target: 0 }, 'needs a "rotation", in radians'],
    ["a rotation too many", { gate: "x", target: 0, rotation: 1 }, 'takes no "rotation"'],
    ["a missing target", { gate: "h" }, "acts on one target, and 0 were given"],
    ["a target too many", { gate: "h", targets: [0, 1] }, "acts on one target, and 2 were given"],
    ["a qubit that is not there", { gate: "h", target: 7 }, "acts on qubit 7, but the circuit has 2"],
    ["a negative qubit", { gate: "h", target: -1 }, "circuit[0].target"],
    ["a qubit between two", { gate: "h", target: 0.5 }, "circuit[0].target"],
    ["an infinite angle", { gate: "rx", target: 0, rotation: Number.POSITIVE_INFINITY }, "circuit[0].rotation"],
    [
      "a term of another length",
      { gate: "pauliexp", targets: [0, 1], terms: ["X"], coefficients: [1], time: 1 },
      "one letter of I, X, Y, Z for each of the 2 targets",
    ],
    [
      "a time that runs backwards",
      { gate: "pauliexp", targets: [0], terms: ["X"], coefficients: [1], time: -1 },
      "turn the signs of the coefficients",
    ],
  ])("%s, with what to change", (_, wire, message) => {
    expect(() => readIonqCircuit({ qubits: 2, circuit: [wire] })).toThrow(InvalidInputError);
    expect(() => readIonqCircuit({ qubits: 2, circuit: [wire] })).toThrow(message);
  });

  test.each([
    ["an abstract gate among native ones", { gate: "h", target: 0 }, 'set "gateset" to "qis"'],
    ["a misspelt native gate", { gate: "gip", target: 0, phase: 0 }, 'did you mean "gpi"?'],
    ["a missing phase", { gate: "gpi2", target: 0 }, 'needs a "phase", in turns'],
    ["one phase where two are needed", { gate: "ms", targets: [0, 1], phases: [0.5] }, 'needs two "phases"'],
    ["a controlled native gate", { gate: "gpi", target: 0, control: 1, phase: 0 }, "takes no controls"],
  ])("%s, with what to change", (_, wire, message) => {
    expect(() => native(wire)).toThrow(message);
  });

  test("measurements, which IonQ's JSON cannot say, are not written", () => {
    const measured = { qubitCount: 1, clbitCount: 1, operations: [{ kind: "measure", qubit: 0, clbit: 0 }] } as const;
    expect(() => writeCircuit(measured, "qis")).toThrow("send this circuit as OpenQASM 3");
  });
});
