import { circuitOf, gate } from "@naru/circuit";
import { expect, test } from "vitest";
import { readIonqProgram } from "./program.ts";

const circuit = [
  { gate: "h", target: 0 },
  { gate: "cnot", control: 0, target: 1 },
];
const bell = circuitOf(2, [gate("h", [0]), gate("cx", [0, 1])]);

test("a file may hold a circuit by itself", () => {
  const program = readIonqProgram(JSON.stringify({ qubits: 2, circuit }));
  expect(program).toEqual({ circuits: [bell], shots: null, backendName: null });
});

test("a file may hold a whole job, and what it names is kept", () => {
  const program = readIonqProgram(JSON.stringify({ backend: "qpu.forte-1", shots: 7, input: { circuit } }));
  expect(program).toEqual({ circuits: [bell], shots: 7, backendName: "qpu.forte-1" });
});

test("a file may hold several circuits", () => {
  const program = readIonqProgram(JSON.stringify({ input: { circuits: [{ circuit }, { circuit: [], qubits: 1 }] } }));
  expect(program.circuits).toEqual([bell, circuitOf(1, [])]);
});

test.each([
  ["not JSON", "OPENQASM 2.0;", "not valid JSON"],
  ["JSON of something else", "[1, 2]", "The body is wrong"],
  ["a gate that is not there", '{"circuit": [{"gate": "q", "target": 0}]}', 'there is no gate "q"'],
])("a file of %s is refused with the reason", (_, text, reason) => {
  expect(() => readIonqProgram(text)).toThrow(reason);
});
