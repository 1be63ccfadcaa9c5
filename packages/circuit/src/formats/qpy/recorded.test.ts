import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { checkCircuit } from "../../validate.ts";
import { outcomesOf, overlap, stateOf, unitaryOf } from "../simulate.testing.ts";
import { realOf } from "./frame.ts";
import { circuitOfQpy, readQpy } from "./index.ts";

interface Entry {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly qubits: number;
  readonly clbits: number;
  readonly values: readonly number[];
  readonly parameters: readonly string[];
  readonly metadata: unknown;
  readonly registers: readonly (readonly [name: string, bits: readonly number[]])[];
  readonly instructions: readonly (readonly [
    name: string,
    qubits: readonly number[],
    clbits: readonly number[],
    params: readonly (number | null)[],
  ])[];
  readonly unitary?: readonly number[];
  readonly state?: readonly number[];
  readonly outcomes?: Readonly<Record<string, number>>;
}

const recorded: { entries: Entry[]; several: Record<string, string> } = JSON.parse(
  readFileSync(new URL("../../../fixtures/qpy/qpy.json", import.meta.url), "utf8"),
);
const bytesOf = (text: string) => new Uint8Array(inflateSync(Buffer.from(text, "base64")));
/** Qiskit names a controlled gate after the state that it fires on, and a file does not. */
const withoutState = (name: string) => name.replace(/_o\d+$/, "");

describe.each(recorded.entries)("$name", (entry) => {
  test.each(Object.keys(entry.files))("version %s holds what Qiskit put into it", (version) => {
    const file = readQpy(bytesOf(entry.files[version] ?? ""));
    expect(file).toMatchObject({ version: Number(version), qiskitVersion: [2, 6, 2] });
    const [circuit] = file.circuits;
    if (!circuit) throw new Error("There is no circuit.");
    expect(circuit.qubitCount).toBe(entry.qubits);
    expect(circuit.clbitCount).toBe(entry.clbits);
    expect(circuit.metadata).toEqual(entry.metadata);
    expect(circuit.parameters.map(({ name }) => name)).toEqual(entry.parameters);
    const registers = circuit.registers.filter(({ isInCircuit }) => isInCircuit);
    expect(registers.map(({ name, bits }) => [name, bits])).toEqual(entry.registers);
    const values = new Map(circuit.parameters.map(({ id }, k) => [id, entry.values[k] ?? Number.NaN]));
    expect(circuit.instructions).toHaveLength(entry.instructions.length);
    circuit.instructions.forEach((instruction, k) => {
      const [name, qubits, clbits, params] = entry.instructions[k] ?? ["", [], [], []];
      expect(withoutState(instruction.name)).toBe(withoutState(name));
      expect(instruction.qubits).toEqual(qubits);
      expect(instruction.clbits).toEqual(clbits);
      params.forEach((param, j) => {
        // A file has the modifiers of an annotated operation, and Qiskit shows the parameters of what they modify.
        if (param === null || instruction.custom?.kind === "annotated") return;
        expect(realOf(instruction.params[j], { values })).toBeCloseTo(param, 8);
      });
    });
  });

  const { unitary, state, outcomes } = entry;
  if (!unitary && !state && !outcomes) return;
  test.each(Object.keys(entry.files))("version %s does what Qiskit says it does", (version) => {
    const [read] = readQpy(bytesOf(entry.files[version] ?? "")).circuits;
    if (!read) throw new Error("There is no circuit.");
    const circuit = circuitOfQpy(read, { parameters: entry.values });
    checkCircuit(circuit);
    if (unitary) expect(overlap(unitaryOf(circuit), unitary)).toBeCloseTo(1, 8);
    if (state) expect(overlap(stateOf(circuit), state, 1)).toBeCloseTo(1, 8);
    if (outcomes) {
      // Bits behind those of the file say how loops were left, and are 0 in the end.
      const behind = "0".repeat(circuit.clbitCount - entry.clbits);
      const all = [...outcomesOf(circuit)];
      expect(all.every(([key]) => key.startsWith(behind))).toBe(true);
      const found = new Map(all.map(([key, probability]) => [key.slice(behind.length), probability]));
      for (const key of new Set([...Object.keys(outcomes), ...found.keys()])) {
        expect(found.get(key) ?? 0, key).toBeCloseTo(outcomes[key] ?? 0, 8);
      }
    }
  });
});

test.each(Object.keys(recorded.several))("version %s holds several circuits", (version) => {
  const { circuits } = readQpy(bytesOf(recorded.several[version] ?? ""));
  expect(circuits.map(({ name, qubitCount }) => [name, qubitCount])).toEqual([
    ["circuit 1", 1],
    ["circuit 2", 2],
    ["circuit 3", 3],
  ]);
  expect(circuits.map(({ instructions }) => instructions.length)).toEqual([4, 5, 6]);
});

const clients: {
  entries: {
    name: string;
    version: number;
    file: string;
    circuits: {
      parameters: string[];
      registers: [string, number[]][];
      instructions: [string, number[], number[]][];
    }[];
  }[];
} = JSON.parse(readFileSync(new URL("../../../fixtures/qpy/clients.json", import.meta.url), "utf8"));

test.each(clients.entries)("$name, as a client sent it, is read and can be run", ({ version, file, circuits }) => {
  const read = readQpy(bytesOf(file));
  expect(read.version).toBe(version);
  expect(read.circuits).toHaveLength(circuits.length);
  read.circuits.forEach((circuit, k) => {
    expect(circuit.parameters.map(({ name }) => name)).toEqual(circuits[k]?.parameters);
    expect(circuit.instructions.map(({ name, qubits, clbits }) => [name, qubits, clbits])).toEqual(
      circuits[k]?.instructions,
    );
    const lowered = circuitOfQpy(circuit, { parameters: circuit.parameters.map((_, j) => 0.1 * j) });
    expect((lowered.registers ?? []).map(({ name, clbits }) => [name, clbits])).toEqual(circuits[k]?.registers);
  });
});
