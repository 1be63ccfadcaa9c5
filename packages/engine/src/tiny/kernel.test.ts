import { type GateName, gate, gates } from "@naru/circuit";
import { describe, expect, test } from "vitest";
import type { UnitaryStep } from "../simulator.ts";
import { prepare } from "./kernel.ts";

const angles = (name: GateName) => gates[name].parameterNames.map((_, i) => 0.3 + 0.4 * i);
const placed = (name: GateName, controls: readonly number[] = []) =>
  prepare(gate(name, [3, 1, 2].slice(0, gates[name].qubitCount), angles(name), controls));

test.each([
  ["phase", ["z", "s", "sdg", "t", "tdg", "p", "cz", "cs", "cp", "ccz", "id"]],
  ["diagonal", ["rz", "crz", "rzz"]],
  ["flip", ["x", "cx", "ccx"]],
  ["exchange", ["swap", "cswap"]],
  ["real", ["h", "ry", "ch", "cry"]],
  ["one", ["y", "sx", "rx", "u", "r", "gpi", "gpi2", "cy", "csx", "crx", "cu3"]],
  ["pairs", ["iswap", "rxx", "ryy", "ms"]],
  ["dense", ["ecr", "dcx", "rzx", "cu"]],
] as const)("%s is the form of the gates that allow it", (form, names) => {
  for (const name of names) expect([name, placed(name).form]).toEqual([name, form]);
});

describe("controls", () => {
  test("of the table and further ones come into one mask, and the target stays", () => {
    expect(placed("cx")).toMatchObject({ controlMask: 1 << 3, targetBits: [1 << 1] });
    expect(placed("ccx", [0, 5])).toMatchObject({ controlMask: 0b101011, targetBits: [1 << 2] });
  });

  test("keep the form of what they control", () => {
    expect(placed("rx", [0]).form).toBe("one");
    expect(placed("swap", [0])).toMatchObject({ form: "exchange", controlMask: 1, targetBits: [8, 2] });
  });
});

test("a unitary operation has the form of its matrix", () => {
  const of = (name: GateName, qubits: readonly number[]): UnitaryStep => ({
    kind: "unitary",
    qubits,
    matrix: gates[name].matrix(angles(name)),
  });
  expect(prepare(of("x", [2])).form).toBe("flip");
  expect(prepare(of("rzz", [2, 0]))).toMatchObject({ form: "diagonal", targetBits: [4, 1] });
  expect(prepare(of("ccx", [2, 0, 1])).form).toBe("dense");
});

test("an angle of which one matrix looks like another's gets that one's form", () => {
  expect(prepare(gate("rx", [0], [0])).form).toBe("phase");
  expect(prepare(gate("u", [0], [0.4, 0, 0])).form).toBe("real");
});

test("an exchange with a sign is none", () => {
  const matrix = gates.swap.matrix([]);
  matrix[2 * 15] = -1; // |11⟩ → −|11⟩
  expect(prepare({ kind: "unitary", qubits: [0, 1], matrix }).form).toBe("pairs");
});
