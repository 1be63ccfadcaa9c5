import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readOpenQasm } from "../index.ts";
import { checkCircuit } from "../validate.ts";
import { outcomesOf, overlap, unitaryOf } from "./simulate.testing.ts";

interface Entry {
  readonly name: string;
  readonly qubits: number;
  readonly qasm2?: string;
  readonly qasm3?: string;
  readonly parameters?: Record<string, number>;
  readonly unitary?: readonly number[];
  readonly outcomes?: Record<string, number>;
}

const recorded: { entries: Entry[] } = JSON.parse(
  readFileSync(new URL("../../fixtures/openqasm.json", import.meta.url), "utf8"),
);

describe.each(recorded.entries)("$name", ({ qasm2, qasm3, parameters, qubits, unitary, outcomes }) => {
  const texts = Object.entries({ "OpenQASM 2": qasm2, "OpenQASM 3": qasm3 }).flatMap(([version, text]) =>
    text === undefined ? [] : [{ version, text }],
  );
  test.each(texts)("$version is read as Qiskit means it", ({ text }) => {
    const circuit = readOpenQasm(text, { ...(parameters && { parameters }) });
    checkCircuit(circuit);
    if (unitary) {
      expect(circuit.qubitCount).toBe(qubits);
      expect(overlap(unitaryOf(circuit), unitary)).toBeCloseTo(1, 8);
    } else {
      const found = outcomesOf(circuit);
      for (const key of new Set([...Object.keys(outcomes ?? {}), ...found.keys()])) {
        expect(found.get(key) ?? 0, key).toBeCloseTo(outcomes?.[key] ?? 0, 8);
      }
    }
  });
});

test("a gate of our table that an exporter wrote out is found again", () => {
  const gatesOf = (name: string, version: "qasm2" | "qasm3") => {
    const text = recorded.entries.find((entry) => entry.name === name)?.[version] ?? "";
    return readOpenQasm(text).operations.map((operation) => (operation.kind === "gate" ? operation.gate : ""));
  };
  for (const version of ["qasm2", "qasm3"] as const) {
    expect(gatesOf("the gate iswap", version)).toContain("iswap");
    expect(gatesOf("the gate ecr", version)).toContain("ecr");
    expect(gatesOf("rotations of two qubits", version)).toEqual(["rxx", "ryy", "rzz", "rzx"]);
    expect(gatesOf("gates of four qubits", version).slice(0, 2)).toEqual(["x", "sx"]);
  }
});
