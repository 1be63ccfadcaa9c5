import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Operation } from "../../circuit.ts";
import { circuitOfQpy, readQpy, templateOfQpy } from "./index.ts";

const recorded: { entries: { name: string; files: Record<string, string>; parameters: string[] }[] } = JSON.parse(
  readFileSync(new URL("../../../fixtures/qpy/qpy.json", import.meta.url), "utf8"),
);
const circuitNamed = (name: string) => {
  const file = recorded.entries.find((entry) => entry.name === name)?.files["18"] ?? "";
  const [circuit] = readQpy(new Uint8Array(inflateSync(Buffer.from(file, "base64")))).circuits;
  if (!circuit) throw new Error("There is no such circuit.");
  return circuit;
};
const withParameters = recorded.entries.filter(({ parameters, files }) => parameters.length > 0 && files["18"]);

/** Angles of gates in order, those inside of conditionals left out, as the engine binds them. */
const anglesOf = (operations: readonly Operation[]) =>
  operations.flatMap((operation) => (operation.kind === "gate" ? (operation.params ?? []) : []));

describe.each(withParameters)("$name", ({ name, parameters }) => {
  test("a template gives the circuit that turning it anew gives, bit for bit", () => {
    const circuit = circuitNamed(name);
    const template = templateOfQpy(circuit);
    const values = fc.array(fc.double({ min: 0.01, max: 3, noNaN: true }), {
      minLength: parameters.length,
      maxLength: parameters.length,
    });
    fc.assert(
      fc.property(values, (row) => {
        const anew = circuitOfQpy(circuit, { parameters: row });
        expect(template.circuit(row)).toEqual(anew);
        const angles = template.angles(Float64Array.from(row));
        if (angles) expect([...angles]).toEqual(anglesOf(anew.operations));
      }),
      { numRuns: 20 },
    );
  });
});

test("most recorded circuits differ in angles alone", () => {
  const uniform = withParameters.filter(({ name }) => templateOfQpy(circuitNamed(name)).isUniform);
  expect(uniform.length).toBeGreaterThan(withParameters.length / 2);
});

test("a circuit without parameters is its own only row", () => {
  const { name } = recorded.entries.find(({ parameters }) => parameters.length === 0) ?? { name: "" };
  const template = templateOfQpy(circuitNamed(name));
  expect(template.isUniform).toBe(true);
  expect(template.circuit([])).toEqual(circuitOfQpy(circuitNamed(name)));
});

test("rows of another length, or with a number that is not finite, are refused", () => {
  const [entry] = withParameters;
  const circuit = circuitNamed(entry?.name ?? "");
  const template = templateOfQpy(circuit);
  expect(() => template.circuit([])).toThrow("values are given");
  expect(() => template.circuit(circuit.parameters.map(() => Number.NaN))).toThrow("is not a finite number");
});
