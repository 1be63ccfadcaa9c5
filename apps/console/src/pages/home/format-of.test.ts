import { expect, test } from "vitest";
import { formatOf } from "./format-of.ts";

test("a program is known by how it begins, comments aside", () => {
  expect(formatOf('  {"qubits": 2}')).toBe("ionq-json");
  expect(formatOf("// a Bell pair\nOPENQASM 2.0;\n")).toBe("openqasm2");
  expect(formatOf("/* two\nlines */ OPENQASM 3.0;")).toBe("openqasm3");
  expect(formatOf("OPENQASM 3;")).toBe("openqasm3");
  expect(formatOf("qubit q;")).toBe("openqasm3");
});
