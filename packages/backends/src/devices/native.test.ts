import { TooLargeError, UnsupportedError } from "@naru/base";
import { type Circuit, conditional, gate, measure, type Operation, reset } from "@naru/circuit";
import { describe, expect, test } from "vitest";
import { rowOf } from "./devices.testing.ts";
import { checkNative } from "./native.ts";

const device = rowOf(5);
const directed = rowOf(5, { twoQubitGates: ["ecr"], isDirected: true });
const circuit = (...operations: Operation[]): Circuit => ({ qubitCount: 5, clbitCount: 2, operations });
const isOne = { kind: "compare", clbits: [0], operator: "==", value: "1" } as const;

describe("a device runs", () => {
  test.each<[string, Operation[]]>([
    [
      "its own gates, either way round",
      [gate("sx", [4]), gate("rz", [0], [9]), gate("cz", [0, 1]), gate("cz", [1, 0])],
    ],
    ["ZZ rotations by 0 to π/2", [gate("rzz", [0, 1], [0]), gate("rzz", [1, 0], [Math.PI / 2])]],
    [
      "measurements, resets, delays and barriers",
      [measure(0, 0), reset(0), { kind: "delay", qubit: 3, seconds: 1e-6 }, { kind: "barrier", qubits: [0, 4] }],
    ],
    [
      "conditions and loops of these",
      [
        conditional(isOne, [gate("x", [0])], [gate("cz", [0, 2])]),
        { kind: "while", condition: isOne, body: [gate("sx", [1]), measure(1, 0)], maxTurns: 3 },
      ],
    ],
  ])("%s", (_, operations) => {
    expect(() => checkNative(device, circuit(...operations))).not.toThrow();
  });
});

describe("a device refuses, and says what to do,", () => {
  test.each<[string, Operation[], string]>([
    [
      "a gate that it has not",
      [gate("h", [3])],
      "The gate h on qubit 3 is not native to this backend, which has cz, id, rx, rz, rzz, sx, x.",
    ],
    [
      "a pair that is not coupled",
      [gate("cz", [1, 3])],
      "The gate cz acts on qubits 1 and 3, which this backend does not couple.",
    ],
    ["a ZZ rotation beyond a quarter", [gate("rzz", [0, 1], [1.6])], "The gate rzz on qubits 0 and 1 turns by 1.6;"],
    ["a ZZ rotation backwards", [gate("rzz", [0, 1], [-0.1])], "turns by -0.1;"],
    ["further controls", [gate("x", [1], [], [0])], "The gate x with 1 further control on qubits 0 and 1"],
    [
      "a unitary matrix",
      [{ kind: "unitary", qubits: [0], matrix: [1, 0, 0, 0, 0, 0, 1, 0] }],
      "A unitary matrix on qubit 0",
    ],
    ["what stands in a branch", [conditional(isOne, [], [gate("h", [3])])], "The gate h on qubit 3"],
    [
      "what stands in a loop",
      [{ kind: "while", condition: isOne, body: [gate("swap", [0, 1])], maxTurns: 3 }],
      "The gate swap on qubits 0 and 1",
    ],
  ])("%s", (_, operations, sentence) => {
    const check = () => checkNative(device, circuit(gate("x", [0]), ...operations));
    expect(check).toThrow(UnsupportedError);
    expect(check).toThrow(sentence);
    expect(check).toThrow("Transpile the circuit for this backend and send it again.");
  });

  test("a directed gate the other way round", () => {
    expect(() => checkNative(directed, circuit(gate("ecr", [1, 2])))).not.toThrow();
    expect(() => checkNative(directed, circuit(gate("ecr", [2, 1])))).toThrow(
      "The gate ecr runs on qubits 1 and 2 of this backend in that order only, not from 2 to 1.",
    );
  });

  test("more qubits than it has", () => {
    expect(() => checkNative(device, { qubitCount: 6, clbitCount: 0, operations: [] })).toThrow(TooLargeError);
  });
});
