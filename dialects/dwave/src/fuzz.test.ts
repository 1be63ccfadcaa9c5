import { NaruError } from "@naru/base";
import { memoryCloud } from "@naru/dialect/conformance";
import { itemsOf, membersOf, readJson } from "@naru/dialect/http";
import { deflate } from "@naru/workload";
import fc from "fast-check";
import { expect, test } from "vitest";
import { scripted } from "../testing/backends.ts";
import { Client } from "../testing/client.ts";
import { graphOf, problem, qp, triple } from "../testing/problems.ts";
import { readQpProblem } from "./encoding/index.ts";
import { Parameters } from "./parameters.ts";
import { readQpuParameters } from "./qpu-parameters.ts";
import { parametersOf, readFilter, solverNamed } from "./solvers/index.ts";

const cloud = memoryCloud({ backends: scripted() });
const client = new Client(cloud, cloud.keys.first);
// A small machine, so that there is time for many cases.
const name = "emu_zephyr_z6";
const [a, b, c] = triple(name);
const data = qp({ [a]: 1, [b]: 0, [c]: -1 }, { [`${a},${b}`]: 1 }, { name });
const graph = graphOf(name);
const solver = solverNamed(name);

/** Runs a reader: whatever comes, it reads or refuses. */
function refusesOrReads(read: () => unknown): void {
  try {
    read();
  } catch (thrown) {
    if (!(thrown instanceof NaruError)) throw thrown;
  }
}

/** Texts of real ones, with some characters changed, cut out, doubled or put elsewhere. */
const damaged = (text: string) =>
  fc
    .array(
      fc.tuple(
        fc.nat(text.length),
        fc.nat(12),
        fc.constantFrom("", "0", "-", "NaN", "]", "{", '"', "=", "1e999", ",", "\\", "é"),
      ),
      {
        minLength: 1,
        maxLength: 4,
      },
    )
    .map((cuts) => cuts.reduce((so, [at, length, put]) => so.slice(0, at) + put + so.slice(at + length), text));

const params = {
  num_reads: 5,
  annealing_time: 20,
  answer_mode: "raw",
  auto_scale: true,
  h_gain_schedule: [
    [0, 1],
    [20, 2],
  ],
};
const small = JSON.stringify([
  problem({ format: "qp", lin: "AAAA", quad: "", offset: 1.5 }, { params, label: "a" }, name),
]);

test("40,000 damaged bodies are read or refused, and their parts are where they were", () => {
  fc.assert(
    fc.property(damaged(small), (text) => {
      refusesOrReads(() => {
        const body = readJson(text);
        if (!Array.isArray(body.value)) return;
        for (const item of itemsOf({ value: body.value, text: body.text })) {
          expect(JSON.parse(item.text)).toEqual(item.value);
          if (typeof item.value !== "object" || item.value === null || Array.isArray(item.value)) continue;
          const members = [...membersOf(item.text)].map(([key, value]) => [key, JSON.parse(value)]);
          expect(Object.fromEntries(members)).toEqual(item.value);
        }
      });
    }),
    { numRuns: 40_000 },
  );
});

const anyValue = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -1, 0.5, 20, 3, 1e308, 2 ** 53, "", "raw", [], [0], [[0, 0]], {}),
  fc.array(fc.tuple(fc.double(), fc.double()), { maxLength: 15 }),
  fc.double(),
  fc.jsonValue({ maxDepth: 2 }),
);

test("40,000 sets of parameters are read or refused", () => {
  if (solver.kind !== "qpu") throw new Error("no QPU");
  const { machine } = solver;
  const known = parametersOf(machine);
  const asking = { machine, qubitCount: 3, vartype: "spin", active: [0, 2] } as const;
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...Object.keys(known), "x_test", "__proto__"), anyValue, { maxKeys: 5 }),
      (given) => {
        refusesOrReads(() => readQpuParameters(new Parameters(given, known), asking));
      },
    ),
    { numRuns: 40_000 },
  );
});

test("1,000 damaged problems are read or refused", () => {
  fc.assert(
    fc.property(damaged(data.lin), damaged(data.quad), (lin, quad) => {
      refusesOrReads(() => readQpProblem({ ...data, lin }, graph, "spin"));
      refusesOrReads(() => readQpProblem({ ...data, quad }, graph, "binary"));
    }),
    { numRuns: 1_000 },
  );
});

test("20,000 damaged filters are read or refused", () => {
  fc.assert(
    fc.property(damaged("none,+identity,+status,-properties.couplers"), (text) =>
      refusesOrReads(() => readFilter(text)),
    ),
    { numRuns: 20_000 },
  );
});

test("500 damaged packed bodies are answered, and never by a fault of ours", async () => {
  const packed = deflate(new TextEncoder().encode(JSON.stringify([problem(data, { params }, name)])));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(packed.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
      async (changes) => {
        const body = packed.slice();
        for (const [at, value] of changes) body[at] = value;
        const { status } = await client.post("problems/", body);
        expect(status).toBeLessThan(500);
      },
    ),
    { numRuns: 500 },
  );
});

test("a bomb goes off at its limit, and a lie about packing is seen through", async () => {
  const bomb = deflate(new Uint8Array(33 * 2 ** 20));
  expect(bomb.length).toBeLessThan(2 ** 18);
  expect((await client.post("problems/", bomb)).body).toMatchObject({
    error_code: 400,
    error_msg: expect.stringContaining("holds more than"),
  });
  expect((await client.post("problems/", deflate(new Uint8Array(2 ** 21)))).status).toBe(400);
  const lists = new TextEncoder().encode(`[${"[],".repeat(1e6)}[]]`);
  expect((await client.post("problems/", deflate(lists))).body).toMatchObject({
    error_code: 400,
    error_msg: expect.stringContaining("values"),
  });
  const cut = deflate(new TextEncoder().encode(small)).slice(0, -20);
  expect((await client.post("problems/", cut)).status).toBe(400);
  for (const body of ["", "[", "null", "5", "[[]]", "[null]", `${"[".repeat(1000)}`, Uint8Array.of(0xff, 0xfe, 0x22)]) {
    const { status, body: answer } = await client.post("problems/", body, {
      headers: { "content-encoding": "deflate" },
    });
    expect([400, 200]).toContain(status);
    if (status === 200) expect(answer[0]).toMatchObject({ error_code: 400 });
  }
});
