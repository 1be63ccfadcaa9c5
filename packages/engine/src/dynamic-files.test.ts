import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";
import { circuitOfQpy, readQpy } from "@naru/circuit";
import { afterAll, describe, expect, test } from "vitest";
import { expectDrawnFrom } from "./conformance/compare.ts";
import { Engine } from "./engine.ts";
import { nodeHost } from "./hosts/node.ts";
import type { SimulateOptions } from "./simulator.ts";

interface Entry {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly clbits: number;
  readonly values: readonly number[];
  readonly exact: Readonly<Record<string, number>>;
}

/** Dynamic circuits as Qiskit saved them, and what following every way through them gives. */
const { entries }: { entries: Entry[] } = JSON.parse(
  readFileSync(new URL("../../circuit/fixtures/qpy/dynamic.json", import.meta.url), "utf8"),
);
const engine = await Engine.create(nodeHost(), { threads: 1 });
afterAll(() => engine.close());

const shots = 4000;

describe.each(entries)("$name", ({ files, clbits, values, exact }) => {
  const [read] = readQpy(new Uint8Array(inflateSync(Buffer.from(files["18"] ?? "", "base64")))).circuits;
  if (!read) throw new Error("There is no circuit.");
  const circuit = circuitOfQpy(read, { parameters: values });

  test.each<[string, Partial<SimulateOptions>]>([
    ["by the method that is chosen", {}],
    ["by a state vector", { method: "statevector" }],
    ["by matrix-product states", { method: "mps" }],
  ])("is drawn from what Qiskit's circuit gives, %s (χ², one in 300 000)", async (_, options) => {
    const { counts } = await engine.run(circuit, { seed: 11, shots, ...options });
    const seen = new Map<string, number>();
    for (const [text, count] of counts ?? []) {
      expect(text.slice(0, text.length - clbits)).not.toContain("1");
      const key = text.slice(-clbits);
      seen.set(key, (seen.get(key) ?? 0) + count);
    }
    expectDrawnFrom(new Map(Object.entries(exact)), seen, shots);
  });
});
