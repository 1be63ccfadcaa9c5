import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";
import { InvalidInputError, TooLargeError, UnsupportedError } from "@naru/base";
import { describe, expect, test } from "vitest";
import type { Operation } from "../../circuit.ts";
import { checkCircuit } from "../../validate.ts";
import { outcomesOf } from "../simulate.testing.ts";
import { circuitOfQpy, type QpyCircuit, type QpyValue, readQpy } from "./index.ts";

interface Entry {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly clbits: number;
  readonly values: readonly number[];
  readonly registers: readonly (readonly [name: string, clbits: readonly number[]])[];
  readonly exact: Readonly<Record<string, number>>;
  readonly counts?: Readonly<Record<string, number>>;
}

const recorded: { shots: number; entries: Entry[] } = JSON.parse(
  readFileSync(new URL("../../../fixtures/qpy/dynamic.json", import.meta.url), "utf8"),
);

const circuitIn = (file: string) => {
  const [circuit] = readQpy(new Uint8Array(inflateSync(Buffer.from(file, "base64")))).circuits;
  if (!circuit) throw new Error("There is no circuit.");
  return circuit;
};

/** What the bits of the file show; those behind them must be 0 in the end. */
function outcomesIn(entry: Entry, file: string): ReadonlyMap<string, number> {
  const circuit = circuitOfQpy(circuitIn(file), { parameters: entry.values });
  checkCircuit(circuit);
  expect(circuit.registers?.map(({ name, clbits }) => [name, clbits])).toEqual(entry.registers);
  const outcomes = [...outcomesOf(circuit)].map(([key, probability]) => {
    expect(key.slice(0, key.length - entry.clbits)).not.toContain("1");
    return [key.slice(-entry.clbits), probability] as const;
  });
  return new Map(outcomes);
}

const circuitNamed = (name: string) => {
  const file = recorded.entries.find((entry) => entry.name === name)?.files["18"] ?? "";
  return circuitIn(file);
};

describe.each(recorded.entries)("$name", (entry) => {
  test.each(Object.keys(entry.files))("in version %s does what following every way through it gives", (version) => {
    const found = outcomesIn(entry, entry.files[version] ?? "");
    for (const key of new Set([...Object.keys(entry.exact), ...found.keys()])) {
      // Ways less likely than 1e-9 were left out, of up to some thousand.
      expect(found.get(key) ?? 0, key).toBeCloseTo(entry.exact[key] ?? 0, 6);
    }
  });

  const { counts } = entry;
  if (!counts) return;
  test("agrees with Qiskit Aer's shots, each outcome within five standard errors", () => {
    const found = outcomesIn(entry, entry.files["18"] ?? "");
    for (const key of new Set([...Object.keys(counts), ...found.keys()])) {
      const probability = found.get(key) ?? 0;
      const error = Math.sqrt((probability * (1 - probability)) / recorded.shots);
      expect(Math.abs((counts[key] ?? 0) / recorded.shots - probability), key).toBeLessThanOrEqual(5 * error + 1e-6);
    }
  });
});

test("the recorded circuit of a client that samples a dynamic circuit decides on what it measured", () => {
  const circuit = circuitOfQpy(circuitIn(sampled));
  const kinds = new Set(circuit.operations.map(({ kind }) => kind));
  expect([...kinds]).toContain("if");
  expect(circuit.registers?.length).toBeGreaterThan(0);
  const probabilities = [...outcomesOf(circuit).values()];
  expect(probabilities.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 10);
});

test("what loops and variables need lies behind the file's bits, in no register", () => {
  const circuit = circuitOfQpy(circuitNamed("a counter in a variable"));
  const own = circuitNamed("a counter in a variable").clbitCount;
  expect(circuit.clbitCount).toBeGreaterThan(own);
  expect(circuit.registers?.flatMap(({ clbits }) => clbits).every((clbit) => clbit < own)).toBe(true);
});

test("a circuit whose branches ask for plain bits needs none of them", () => {
  const circuit = circuitOfQpy(circuitNamed("repeat until success"));
  expect(circuit.clbitCount).toBe(circuitNamed("repeat until success").clbitCount);
  expect(circuit.operations.map(({ kind }) => kind)).toContain("while");
});

const plain = circuitIn(recorded.entries[0]?.files["18"] ?? "");
const delayed = (...params: QpyValue[]): QpyCircuit => ({
  ...plain,
  instructions: plain.instructions
    .filter(({ className }) => className === "Measure")
    .slice(0, 1)
    .map((each) => ({ ...each, className: "Delay", name: "delay", clbits: [], params })),
});

test("a delay lasts so many dt, and is a barrier where nobody says how long one is", () => {
  const circuit = delayed(250);
  expect(circuitOfQpy(circuit, { stepSeconds: 4e-9 }).operations).toEqual([
    { kind: "delay", qubit: 0, seconds: expect.closeTo(1e-6, 15) },
  ]);
  expect(circuitOfQpy(circuit).operations).toEqual([{ kind: "barrier", qubits: [0] }]);
  expect(() => circuitOfQpy(delayed(-1), { stepSeconds: 1 })).toThrow(InvalidInputError);
});

test("a delay whose length is an expression of known times has that length, a stretch is refused", () => {
  const type = { kind: "duration" } as const;
  const literal = (value: number, unit: "ns" | "dt") => ({ kind: "literal", type, value: { value, unit } }) as const;
  const sum = { kind: "binary", operator: "+", type, left: literal(30, "ns"), right: literal(2, "dt") } as const;
  const variable = { id: "s", name: "room", usage: "local stretch", type } as const;
  expect(circuitOfQpy(delayed({ kind: "classical", expression: sum }), { stepSeconds: 1e-8 }).operations).toEqual([
    { kind: "delay", qubit: 0, seconds: expect.closeTo(5e-8, 15) },
  ]);
  const stretched = delayed({ kind: "classical", expression: { kind: "stretch", type, variable } });
  expect(() => circuitOfQpy(stretched, { stepSeconds: 1 })).toThrow(UnsupportedError);
});

test("an input variable is refused by its name, as it has no value", () => {
  const variable = { id: "n", name: "n", usage: "input", type: { kind: "uint", width: 8 } } as const;
  expect(() => circuitOfQpy({ ...plain, variables: [variable] })).toThrow(UnsupportedError);
  expect(() => circuitOfQpy({ ...plain, variables: [variable] })).toThrow('input variable "n" has no value');
});

test("a loop that cannot end is refused before it runs", () => {
  const loops = plain.instructions.filter(({ className }) => className === "WhileLoopOp");
  const always = { kind: "expression", expression: { kind: "literal", type: { kind: "bool" }, value: true } } as const;
  const endless = { ...plain, instructions: loops.map((loop) => ({ ...loop, condition: always })) };
  expect(loops).toHaveLength(1);
  expect(() => circuitOfQpy(endless)).toThrow("it never ends");
});

test("a loop that writes out a calculation too often is refused, though each is short", () => {
  const circuit = circuitNamed("for with break and continue and a parameter");
  const calculated = circuitNamed("arithmetic into a register").instructions.filter(({ name }) => name === "store");
  const body = { ...circuitNamed("arithmetic into a register"), instructions: calculated };
  const often: QpyCircuit = {
    ...body,
    instructions: circuit.instructions.slice(0, 1).map((each) => ({
      ...each,
      className: "ForLoopOp",
      qubits: Array.from({ length: body.qubitCount }, (_, k) => k),
      clbits: Array.from({ length: body.clbitCount }, (_, k) => k),
      params: [{ kind: "range", start: 0, stop: 1_000_000, step: 1 }, null, { kind: "circuit", circuit: body }],
    })),
  };
  expect(() => circuitOfQpy(often)).toThrow(TooLargeError);
});

test("a for loop of a thousand turns that may be left is as deep as its body", () => {
  const circuit = circuitNamed("for with break and continue and a parameter");
  const long = circuit.instructions.map((each) =>
    each.className === "ForLoopOp"
      ? { ...each, params: [{ kind: "range", start: 0, stop: 1000, step: 1 } as const, ...each.params.slice(1)] }
      : each,
  );
  const depthOf = (operations: readonly Operation[]): number =>
    operations.reduce(
      (most, each) =>
        each.kind === "if" ? Math.max(most, 1 + depthOf([...each.then, ...(each.otherwise ?? [])])) : most,
      0,
    );
  const { operations } = circuitOfQpy({ ...circuit, instructions: long }, { parameters: [0.3] });
  expect(operations.length).toBeGreaterThan(1000);
  expect(depthOf(operations)).toBeLessThan(6);
});

/** Of a job of qiskit-ibm-runtime 0.51.0, as the protocol's exchange 08 recorded it. */
const sampled =
  "eJwL9Az29gwRZGJjYoAAxoJCKEuGgTmNgQPIYAdimDQTEpsNRKRU5tm/VPwd4qIrUV1byAhWzsgIMwMGGJG0gwAzlGaB0qwwI5MZwaoYGZNxmICwmhFDFAGCotwTS1LBrkiDCnFI6LqE/Fb8aQ9xNx7NwRFwzZRZxI5kETYDfFMTi0uLILoh/uVAUs3ICA8uuGbPNNec4lT/AgYDkCZIIMHCeiPICcgGgAByfKE4ARpZwKBmKPwPBTA5WCQwwCMBXQUYwCINV9ggBSPCBBRTSAggsF8ZIcpA2tihBoE9CPYKKwM7Y2JecmZOTuJ/IgEsCBgL0WVgDiuEuQ7mD3aoFVBxJC4TKpcZlcuCyoX5mgmqkgUanmwAk2qXDA==";
