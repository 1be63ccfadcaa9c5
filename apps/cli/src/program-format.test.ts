import { expect, test } from "vitest";
import { UsageError } from "./exit-codes.ts";
import { formatOf } from "./program-format.ts";

test.each([
  ["OPENQASM 2.0;\nqreg q[2];", "openqasm2"],
  ["// a comment\n/* and\n another */ OPENQASM 3;\nqubit q;", "openqasm3"],
  ["OPENQASM 3.1;", "openqasm3"],
  ['include "qelib1.inc"; qreg q[1];', "openqasm2"],
  ["qubit[2] q; h q[0];", "openqasm3"],
  ['\uFEFF  {"qubits": 1, "circuit": []}', "ionq-json"],
  ['{"comment": "OPENQASM 2.0;"}', "ionq-json"],
])("%j is read as %s", (program, format) => {
  expect(formatOf(program, "file")).toBe(format);
});

test.each(["", "hello", "from qiskit import QuantumCircuit", "OPENQASM 4.0;"])(
  "%j is refused, and the message names the file",
  (program) => {
    expect(() => formatOf(program, "my-file.txt")).toThrow(UsageError);
    expect(() => formatOf(program, "my-file.txt")).toThrow(/my-file\.txt/);
  },
);
