import { deflateSync } from "node:zlib";
import { type Operation, writeQpy } from "@naru/circuit";
import { memoryCloud } from "@naru/dialect/conformance";
import { inflate, readBase64 } from "@naru/workload";
import { afterAll, expect, test } from "vitest";
import { realBackends } from "../testing/backends.ts";
import { bellCircuit, Client } from "../testing/client.ts";
import { circuitBytes, fileBytes } from "../testing/qpy-bytes.ts";

const { backends, close } = await realBackends();
afterAll(close);
const cloud = memoryCloud({ backends });
const client = new Client(cloud, cloud.keys.first);

/** What submitting a job answers whose circuit is this packed text. */
const submit = (packed: string) =>
  client.post("/jobs", {
    program_id: "sampler",
    backend: "emu_simulator",
    params: { pubs: [[{ __type__: "QuantumCircuit", __value__: packed }, null, 10]], options: {}, version: 2 },
  });

const packed = (bytes: Uint8Array): string => deflateSync(bytes).toString("base64");
const wholeBell = inflate(readBase64(bellCircuit), 1e6);

async function expectRefused(text: string, ...reasons: RegExp[]): Promise<void> {
  const before = cloud.orders.length;
  const { status, body } = await submit(text);
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
  expect(body.error.message.length).toBeLessThan(1_100);
  for (const reason of reasons) expect(body.error.message).toMatch(reason);
  expect(cloud.orders).toHaveLength(before);
}

test("the circuits that are damaged here are taken when they are whole", async () => {
  expect((await submit(bellCircuit)).status).toBe(200);
  expect((await submit(packed(fileBytes(circuitBytes(["XGate"]))))).status).toBe(200);
  const once = circuitBytes(["inner"], [{ name: "inner", definition: circuitBytes(["XGate", "XGate"]) }]);
  expect((await submit(packed(fileBytes(once)))).status).toBe(200);
});

test("a file that is cut off is refused wherever it ends, inside of its packing and outside", async () => {
  for (let length = 0; length < wholeBell.length; length += 17) {
    await expectRefused(packed(wholeBell.subarray(0, length)), /^Item 0: byte \d+: /);
  }
  for (let length = 0; length < bellCircuit.length; length += 29) await expectRefused(bellCircuit.slice(0, length));
});

test("a file with a bit turned is taken or refused, and never a fault of ours", async () => {
  const seen = new Set<number>();
  for (let bit = 0; bit < 8 * wholeBell.length; bit += 61) {
    const turned = wholeBell.slice();
    turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    seen.add((await submit(packed(turned))).status);
  }
  for (let at = 0; at < bellCircuit.length; at += 11) {
    const other = bellCircuit[at] === "A" ? "B" : "A";
    seen.add((await submit(bellCircuit.slice(0, at) + other + bellCircuit.slice(at + 1))).status);
  }
  expect(Math.max(...seen)).toBeLessThan(500);
  expect([...seen]).toEqual(expect.arrayContaining([200, 400]));
});

test("gates that are one another's base, or define themselves, are refused", async () => {
  const circle = circuitBytes(
    ["a_0"],
    [
      { name: "a_0", base: "b_0" },
      { name: "b_0", base: "a_0" },
    ],
  );
  await expectRefused(packed(fileBytes(circle)), /"a_0" is its own base/);
  const itself = circuitBytes(["again"], [{ name: "again", definition: circuitBytes(["again"]) }]);
  await expectRefused(packed(fileBytes(itself)), /"again" cannot be run here: it is not known/);
});

test("definitions in definitions are refused when they are too deep", async () => {
  let deep = circuitBytes(["XGate"]);
  for (let depth = 0; depth < 500; depth++) deep = circuitBytes(["inner"], [{ name: "inner", definition: deep }]);
  await expectRefused(packed(fileBytes(deep)), /nested too deeply; the limit is 64/);
});

test("definitions that double at each level are refused before they are written out", async () => {
  let laughs = circuitBytes(["XGate", "XGate"]);
  for (let depth = 0; depth < 60; depth++) {
    laughs = circuitBytes(["inner", "inner"], [{ name: "inner", definition: laughs }]);
  }
  expect(laughs.length).toBeLessThan(20_000);
  await expectRefused(packed(fileBytes(laughs)), /With definitions and loops written out|take too much to write out/);
});

test("branches in branches are refused when they are too deep", async () => {
  let body: Operation[] = [{ kind: "gate", gate: "x", qubits: [0] }];
  for (let depth = 0; depth < 100; depth++) {
    // biome-ignore lint/suspicious/noThenProperty: the circuit model's word for the branch; nobody awaits it.
    body = [{ kind: "if", condition: { kind: "compare", clbits: [0], operator: "==", value: "1" }, then: body }];
  }
  const nested = { qubitCount: 1, clbitCount: 1, registers: [{ name: "c", clbits: [0] }], operations: body };
  await expectRefused(packed(writeQpy([nested])), /nested too deeply; the limit is 64/);
});

test("a bomb is refused as a circuit and as values, and takes no more than the limit", async () => {
  const bomb = deflateSync(new Uint8Array(66 * 2 ** 20), { level: 1 }).toString("base64");
  const before = process.memoryUsage().arrayBuffers;
  await expectRefused(bomb, /Compressed data holds more than 67108864 bytes/);
  const { status, body } = await client.post("/jobs", {
    program_id: "sampler",
    backend: "emu_simulator",
    params: {
      pubs: [[{ __type__: "QuantumCircuit", __value__: bellCircuit }, { __type__: "ndarray", __value__: bomb }, 10]],
      ...{ options: {}, version: 2 },
    },
  });
  expect(status).toBeGreaterThanOrEqual(400);
  expect(body.error.message).toMatch(/params\.pubs\[0\]\[1\].*Compressed data holds more than/);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(192 * 2 ** 20);
});
