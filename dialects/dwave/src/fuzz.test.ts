import { NaruError, seeded } from "@naru/base";
import type { Json } from "@naru/dialect";
import { memoryCloud, spoiledBody } from "@naru/dialect/conformance";
import { itemsOf, membersOf, readJson } from "@naru/dialect/http";
import { deflate } from "@naru/workload";
import fc from "fast-check";
import { expect, test } from "vitest";
import { scripted } from "../testing/backends.ts";
import { Client } from "../testing/client.ts";
import { floats, graphOf, problem, qp, triple } from "../testing/problems.ts";
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

test("5,000 damaged bodies are read or refused, and their parts are where they were", () => {
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
    { numRuns: 5_000 },
  );
});

const anyValue = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -1, 0.5, 20, 3, 1e308, 2 ** 53, "", "raw", [], [0], [[0, 0]], {}),
  fc.array(fc.tuple(fc.double(), fc.double()), { maxLength: 15 }),
  fc.double(),
  fc.jsonValue({ maxDepth: 2 }),
);

test("10,000 sets of parameters are read or refused", () => {
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
    { numRuns: 10_000 },
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

test("5,000 damaged filters are read or refused", () => {
  fc.assert(
    fc.property(damaged("none,+identity,+status,-properties.couplers"), (text) =>
      refusesOrReads(() => readFilter(text)),
    ),
    { numRuns: 5_000 },
  );
});

/** With those of IQM's fuzzing, a hundred thousand. Raise it by hand to look further. */
const runs = Number(globalThis.process?.env.NARU_FUZZ_RUNS ?? 80_000);

test("spoiled submissions and lists are refused with a reason or taken, each part by itself, and never by a fault of ours", async () => {
  const reverse = {
    anneal_schedule: [
      [0, 1],
      [10, 0.4],
      [20, 1],
    ],
    initial_state: Array.from({ length: graph.size }, (_, qubit) =>
      qubit === a || qubit === b || qubit === c ? 1 : 3,
    ),
    reinitialize_state: false,
  };
  const list = [a, b, c].map((qubit) => qubit * 0.01);
  const hybrid = {
    ...{ solver: { name: "naru_hybrid_bqm" }, type: "bqm", params: { time_limit: 5 } },
    data: { format: "ref", data: "01900000-0000-7000-8000-000000000000" },
  };
  const small = qp({ [a]: 1 }, {}, { name });
  // Such as the client sends; the longest is the rarest.
  const bodies: readonly { readonly path: string; readonly method: string; readonly body: unknown }[] = [
    { method: "POST", path: "problems/", body: [problem(small, { params, label: "a" }, name)] },
    { method: "POST", path: "problems/", body: problem(data, { params: { ...params, fast_anneal: true } }, name) },
    { method: "POST", path: "problems/", body: [hybrid, { ...hybrid, type: "cqm" }] },
    { method: "POST", path: "problems/", body: [problem(small, { type: "qubo", params: {} }, name), hybrid] },
    { method: "DELETE", path: "problems/", body: ["01900000-0000-7000-8000-000000000000", "x"] },
    { method: "POST", path: "bqm/multipart", body: { size: 1000 } },
    { method: "POST", path: "bqm/multipart/01900000-0000-7000-8000-000000000000/combine", body: { checksum: "0" } },
  ];
  const rare = { method: "POST", path: "problems/", body: [problem(data, { params: reverse }, name)] };
  const words: readonly Json[] = [
    ...["ising", "qubo", "bqm", "nl", "qp", "ref", "raw", "histogram", name, "emu_pegasus_p16", "naru_hybrid_cqm"],
    ...[data.lin, data.quad, small.lin, floats([Number.NaN]), floats([Number.POSITIVE_INFINITY]), "AAAAAAAAAAA=", list],
    ...[
      { name },
      { num_reads: 5 },
      { flux_biases: list },
      [
        [0, 0],
        [20, 1],
      ],
      [
        [0, 1],
        [20, 1],
      ],
      20,
      10_000,
    ],
  ];
  const random = seeded(20260811);
  const seen = { refused: 0, taken: 0 };
  let own = client;
  for (let k = 0; k < runs; k++) {
    // What was taken is kept by a cloud in memory.
    if (k % 5000 === 0) {
      const fresh = memoryCloud({ backends: scripted() });
      own = new Client(fresh, fresh.keys.first);
    }
    const { method, path, body } = k % 500 === 499 ? rare : (bodies[k % bodies.length] as (typeof bodies)[number]);
    const text = spoiledBody(body as Json, words, random);
    const answer = await own.send(method, path, { body: text });
    const parts = [answer.body].flat() as { error_code?: unknown; error_msg?: string; status?: string }[];
    const isRight =
      answer.status < 500 &&
      parts.every((part) =>
        part.error_code === undefined
          ? answer.status === 200
          : Number.isInteger(part.error_code) && (part.error_code as number) < 500 && part.error_msg !== "",
      );
    if (!isRight) throw new Error(`${method} ${path} is answered ${answer.status} ${answer.text} after ${text}`);
    for (const { error_code } of parts) seen[error_code === undefined ? "taken" : "refused"]++;
  }
  expect(seen.refused).toBeGreaterThan(runs / 10);
  expect(seen.taken).toBeGreaterThan(runs / 100);
}, 600_000);

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
