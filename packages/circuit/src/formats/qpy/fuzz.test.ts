import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";
import { NaruError, seeded } from "@naru/base";
import { expect, test } from "vitest";
import { mutated } from "../../../fixtures/qpy/mutate.ts";
import { checkCircuit } from "../../validate.ts";
import { circuitOfQpy, readQpy } from "./index.ts";

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../fixtures/qpy/${name}.json`, import.meta.url), "utf8"));
const files: Uint8Array[] = [
  ...read("qpy").entries.flatMap((entry: { files: Record<string, string> }) => Object.values(entry.files)),
  ...read("dynamic").entries.flatMap((entry: { files: Record<string, string> }) => Object.values(entry.files)),
  ...read("clients").entries.map((entry: { file: string }) => entry.file),
].map((text) => new Uint8Array(inflateSync(Buffer.from(text, "base64"))));
const limits = { maxQubits: 100, maxClbits: 100, maxDepth: 16 };

/** A refusal that says what is wrong, where it is, and has the place beside it. */
function expectRefusal(thrown: unknown): void {
  if (!(thrown instanceof NaruError)) throw thrown;
  expect(["invalid_input", "unsupported", "too_large"]).toContain(thrown.code);
}

test("every beginning of a file is refused, or is a file", () => {
  for (const bytes of files.slice(0, 40)) {
    for (let length = 0; length < bytes.length; length += 1 + (length >> 5)) {
      let thrown: unknown;
      try {
        readQpy(bytes.subarray(0, length), limits);
      } catch (refusal) {
        thrown = refusal;
      }
      expectRefusal(thrown);
      expect((thrown as NaruError).details).toHaveProperty("offset");
      expect((thrown as NaruError).message).toMatch(/^byte \d+: /);
    }
  }
});

test("five thousand damaged files are read or refused, and so is what they hold", () => {
  const random = seeded(11);
  let readCount = 0;
  for (let k = 0; k < 5000; k++) {
    const [one, other] = [files[random.below(files.length)], files[random.below(files.length)]];
    if (!one || !other) continue;
    try {
      const file = readQpy(mutated(one, other, random), limits);
      readCount++;
      for (const circuit of file.circuits) {
        const parameters = circuit.parameters.map((_, j) => 0.1 * j);
        checkCircuit(circuitOfQpy(circuit, { parameters, maxOperations: 2000, stepSeconds: 1e-9 }));
      }
    } catch (thrown) {
      expectRefusal(thrown);
    }
  }
  expect(readCount).toBeGreaterThan(100); // otherwise nothing behind the reader was tried
});
