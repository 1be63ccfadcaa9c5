import { type MemoryCloud, memoryCloud } from "@naru/dialect/conformance";
import { readBase64 } from "@naru/workload";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { scripted } from "../testing/backends.ts";
import { Client } from "../testing/client.ts";
import { graphOf, problem, qp, qpu, triple } from "../testing/problems.ts";

let cloud: MemoryCloud;
let client: Client;

beforeEach(() => {
  cloud = memoryCloud({ backends: scripted() });
  client = new Client(cloud, cloud.keys.first);
});

const v3 = (media: string) => `application/vnd.dwave.sapi.${media}+json; version=3.0.0`;
const [a, b, c] = triple();

const floatsOf = (text: string) => [...new Float64Array(readBase64(text).buffer)];
const integersOf = (text: string) => [...new Int32Array(readBase64(text).buffer)];

/** Reads 1 on the first and third of three qubits. */
const biased = problem(qp({ [a]: -1, [b]: 0.5, [c]: -0.25 }, { [`${a},${b}`]: -1 }, { offset: 1.5 }), {
  params: { num_reads: 20 },
  label: "lab",
});

describe("problems", () => {
  test("are answered in the submission where they are short, with energies beside their offset and rows from the highest bit", async () => {
    const { status, headers, body } = await client.submit([biased]);
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe(v3("problems"));
    expect(body).toHaveLength(1);
    expect(body[0]).toMatchObject({
      type: "ising",
      label: "lab",
      status: "COMPLETED",
      solver: { name: qpu, version: { graph_id: graphOf().graphId } },
      answer: { format: "qp", num_variables: 1248, offset: 1.5 },
    });
    const { answer } = body[0];
    expect(integersOf(answer.active_variables)).toEqual([a, b, c]);
    expect([...readBase64(answer.solutions)]).toEqual([0b1010_0000]);
    expect(integersOf(answer.num_occurrences)).toEqual([20]);
    // −1·1 + 0.5·(−1) − 0.25·1 − 1·1·(−1)
    expect(floatsOf(answer.energies)).toEqual([-0.75]);
    expect(answer.timing).toMatchObject({ qpu_anneal_time_per_sample: 20, qpu_access_time: expect.any(Number) });
  });

  test("come plain too, and in parts of no known length, whatever the headers say", async () => {
    const kinds: Readonly<Record<string, string>>[] = [
      {},
      { "content-type": "application/json" },
      { "content-encoding": "deflate" },
    ];
    for (const headers of kinds) {
      const { status, body } = await client.post("problems", [biased], { headers });
      expect([status, body[0].status]).toEqual([200, "COMPLETED"]);
    }
  });

  test("are annealed as asked", async () => {
    const params = { num_reads: 3, answer_mode: "raw", annealing_time: 5, auto_scale: false, max_answers: 2 };
    await client.submit([problem(qp({ [a]: 1, [c]: 0 }), { params, type: "qubo" })]);
    expect(cloud.orders[0]).toMatchObject({
      vendor: "dwave",
      backendName: qpu,
      name: null,
      program: "qubo",
      workload: {
        kind: "anneal",
        problem: { vartype: "binary", qubits: [a, c] },
        reads: 3,
        answer: "raw",
        autoScale: false,
        maxSamples: 2,
        schedule: {
          points: [
            [0, 0],
            [5, 1],
          ],
        },
      },
    });
  });

  test("are refused one by one, and a lone one by the status", async () => {
    const wrong = { ...biased, params: { num_reads: 20_000 } };
    const { status, body } = await client.submit([biased, wrong, biased]);
    expect(status).toBe(200);
    expect(body.map((one: { status?: string }) => one.status)).toEqual(["COMPLETED", undefined, "COMPLETED"]);
    expect(body[1]).toEqual({
      error_code: 400,
      error_msg: "Invalid value for num_reads: 20000 is not a number from 1 to 10000.",
    });
    const lone = await client.post("problems/", wrong);
    expect(lone.status).toBe(400);
    expect(lone.body).toEqual(body[1]);
  });

  test("sent alone are answered alone", async () => {
    const { status, headers, body } = await client.post("problems/", biased);
    expect([status, headers.get("content-type")]).toEqual([200, v3("problems")]);
    expect(body).toMatchObject({ status: "COMPLETED", answer: { format: "qp" } });
  });

  test("are told again exactly as they came, and whose key sent them to that key alone", async () => {
    const text = JSON.stringify(biased).replace('"num_reads":20', '"num_reads" : 2e1,  "annealing_time":20.0');
    const { body } = await client.post("problems/", `[${text}]`);
    const { id } = body[0];
    const { text: info, headers } = await client.get(`problems/${id}/info`);
    expect(headers.get("content-type")).toBe(v3("problem-data"));
    expect(info).toContain('"params":{"num_reads" : 2e1,  "annealing_time":20.0}');
    expect(info).toContain(`"data":${JSON.stringify(biased.data)}`);
    expect(JSON.parse(info)).toMatchObject({
      id,
      metadata: { submitted_by: cloud.keys.first, status: "COMPLETED", type: "ising", label: "lab", messages: [] },
      answer: { format: "qp" },
    });
    const colleague = await new Client(cloud, cloud.keys.colleague).get(`problems/${id}/info`);
    expect(colleague.body.metadata.submitted_by).toBe("first key");
    const stranger = await new Client(cloud, cloud.keys.second).get(`problems/${id}/info`);
    expect(stranger.body).toEqual({
      error_code: 404,
      error_msg: "Problem does not exist or apitoken does not have access",
    });
  });

  test("are each a problem where they are alike, however late the second comes", async () => {
    const submit = vi.spyOn(cloud, "submit");
    await client.submit([biased, biased]);
    const keys = submit.mock.calls.map(([, order]) => order.idempotencyKey);
    submit.mockRestore();
    expect(keys).not.toContain(null);
    expect(new Set(keys).size).toBe(2);
  });

  test("are polled all at once, in order and repeated, and none is left out", async () => {
    const [first, second] = (await client.submit([biased, biased])).body;
    const { status, body } = await client.get(`problems/?id=${second.id},${first.id},${second.id}&timeout=30`);
    expect(status).toBe(200);
    expect(body.map((one: { id: string }) => one.id)).toEqual([second.id, first.id, second.id]);
    expect(body[0]).not.toHaveProperty("answer");
    const unknown = "01900000-0000-7000-8000-000000000000";
    for (const id of [unknown, "nope", `${first.id},${unknown}`, `${first.id},`]) {
      expect((await client.get(`problems/?id=${id}`)).body).toMatchObject({ error_code: 404 });
    }
    const many = Array.from({ length: 1001 }, () => first.id).join(",");
    expect((await client.get(`problems/?id=${many}`)).status).toBe(400);
  });

  test("are cancelled while they wait, and not afterwards", async () => {
    const done = (await client.submit([biased])).body[0].id;
    cloud.pause();
    const waiting = (await client.submit([biased])).body[0];
    expect(waiting).toMatchObject({ status: "PENDING", solved_on: null });
    const answers = await client.send("DELETE", "problems/", { body: [waiting.id, done, "nope"] });
    expect(answers.headers.get("content-type")).toBe(v3("problems"));
    expect(answers.body).toMatchObject([
      { id: waiting.id, status: "CANCELLED", solved_on: expect.any(String) },
      { error_code: 409, error_msg: "Problem has been finished." },
      { error_code: 404 },
    ]);
    expect((await client.send("DELETE", `problems/${done}`)).status).toBe(409);
    expect((await client.get(`problems/${waiting.id}/messages`)).body).toMatchObject([{ severity: "INFO" }]);
  });

  test("are listed by status, solver and label, newest first", async () => {
    await client.submit([biased, { ...biased, label: "x".repeat(150) }, { ...biased, label: `${"x".repeat(149)}y` }]);
    const ids = async (query: string) => (await client.get(`problems/?${query}`)).body.length;
    expect(await ids("")).toBe(3);
    expect(await ids("max_results=2")).toBe(2);
    expect(await ids("status=COMPLETED&label=lab")).toBe(1);
    expect(await ids(`label=${"x".repeat(150)}`)).toBe(1);
    expect(await ids("status=PENDING")).toBe(0);
    expect(await ids("solver=nope")).toBe(0);
    expect((await client.get("problems/?status=NOPE")).body).toEqual({ error_code: 400, error_msg: "invalid status" });
  });

  test("that fail say why", async () => {
    const failing = new Client(
      memoryCloud({
        backends: scripted(() => {
          throw new Error("inside");
        }),
      }),
      cloud.keys.first,
    );
    const { body } = await failing.submit([biased]);
    expect(body[0]).toMatchObject({ status: "FAILED", error_message: expect.stringContaining("mistake") });
    expect((await failing.get(`problems/${body[0].id}/answer`)).body).toMatchObject({ error_code: 404 });
    expect((await failing.get(`problems/${body[0].id}/messages`)).body).toMatchObject([{ severity: "ERROR" }]);
  });

  test("of other graphs, other types and too many are refused", async () => {
    const { body } = await client.submit([
      { ...biased, solver: { name: qpu, version: { graph_id: "01c1" } } },
      { ...biased, solver: { name: "nope" } },
      { ...biased, type: "bqm" },
      { ...biased, params: { x_test: 1 } },
      { ...biased, solver: { name: qpu } },
    ]);
    expect(body.map((one: { error_code?: number }) => one.error_code)).toEqual([404, 404, 400, 400, undefined]);
    expect(body[3].error_msg).toMatch(/^"x_test" is not a parameter of this solver/);
    expect((await client.submit(Array.from({ length: 21 }, () => biased))).status).toBe(400);
  });
});

describe("models", () => {
  const file = (begin: string) => new TextEncoder().encode(`${begin} and so on`);
  const solve = (format: string, id: string, params: object = { time_limit: 2 }) => ({
    solver: { name: `naru_hybrid_${format}` },
    data: { format: "ref", data: id },
    type: format,
    params,
  });

  test("are uploaded, and solved as often as one likes", async () => {
    const id = await client.uploaded(file("DIMODBQM"));
    const { body: status } = await client.get(`bqm/multipart/${id}/status`);
    expect(status).toEqual({
      status: "UPLOAD_COMPLETED",
      parts: [{ part_number: 1, checksum: expect.stringMatching(/^[0-9a-f]{32}$/) }],
    });
    for (let n = 0; n < 2; n++) {
      const { body } = await client.post("problems/", solve("bqm", id));
      expect(body.answer).toMatchObject({
        format: "bq",
        data: {
          type: "SampleSet",
          num_variables: 3,
          num_rows: 2,
          variable_labels: ["a", "b", ["c", 2]],
          variable_type: "BINARY",
          sample_type: "int8",
          sample_packed: true,
          sample_data: { data: [[0b110], [0b001]], data_type: "uint32", shape: [2, 1] },
          vectors: { energy: { data: [-2, -1] }, num_occurrences: { data: [1, 1] } },
          info: { qpu_access_time: 0, charge_time: 2_000_000, run_time: 1000 },
        },
      });
    }
    expect(cloud.orders[0]?.workload).toMatchObject({ kind: "solve", timeLimitSeconds: 2, model: { format: "bqm" } });
  });

  test("with constraints tell which hold, and which samples hold all", async () => {
    const { body } = await client.post("problems/", solve("cqm", await client.uploaded(file("DIMODCQM"))));
    expect(body.answer.data).toMatchObject({
      variable_type: "INTEGER",
      sample_packed: false,
      sample_data: {
        data: [
          [4, 0.5],
          [5, 1.5],
        ],
        data_type: "float64",
        shape: [2, 2],
      },
      vectors: {
        is_satisfied: {
          data: [
            [true, true],
            [false, true],
          ],
          data_type: "bool",
          shape: [2, 2],
        },
        is_feasible: { data: [true, false], shape: [2] },
      },
      info: { constraint_labels: ["c1", ["t", 2]] },
    });
    const discrete = await client.post("problems/", solve("dqm", await client.uploaded(file("DIMODDQM"))));
    expect(discrete.body.answer.data).toMatchObject({
      variable_type: "DISCRETE",
      sample_data: { data: [[2, 1]], data_type: "int64" },
    });
  });

  test("that are nonlinear are answered by a file below the endpoint", async () => {
    const { body } = await client.post("problems/", solve("nl", await client.uploaded(file("DWNL"))));
    expect(body.answer).toMatchObject({ format: "binary-ref", auth_method: "sapi-token", shape: {} });
    const states = await client.raw("GET", body.answer.url);
    expect(states.headers.get("content-type")).toBe("application/octet-stream");
    expect(await states.text()).toBe("DWNL");
    expect((await new Client(cloud, cloud.keys.second).get(body.answer.url)).status).toBe(404);
  });

  test("of another kind, without upload, or for too long are refused", async () => {
    const id = await client.uploaded(file("DIMODBQM"));
    const open = (await client.post("bqm/multipart", { size: 5 })).body.id;
    const { body } = await client.submit([
      solve("cqm", id),
      solve("bqm", "nope"),
      solve("bqm", open),
      solve("bqm", id, { time_limit: 1e9 }),
      solve("bqm", id, { time_limit: 0.5 }),
      solve("bqm", id, { num_reads: 5 }),
      { ...solve("bqm", id), data: { format: "bq", data: {} } },
    ]);
    const codes = body.map((one: { error_code?: number }) => one.error_code);
    expect(codes).toEqual([400, 404, 409, 400, 400, 400, 400]);
  });

  test("that are damaged or too large on the way are refused", async () => {
    const big = await client.post("bqm/multipart", { size: 1e12 });
    expect(big.body).toMatchObject({ error_code: 400, error_msg: expect.stringContaining("bigger than the maximum") });
    for (const size of [-1, 1.5, "5", null]) expect((await client.post("bqm/multipart", { size })).status).toBe(400);
    const { id } = (await client.post("bqm/multipart", { size: 4 })).body;
    const put = (number: string | number, content: string, md5?: string) =>
      client.send("PUT", `bqm/multipart/${id}/part/${number}`, {
        body: content,
        ...(md5 !== undefined && { headers: { "content-md5": md5 } }),
      });
    expect((await put(1, "abcd", "AAAAAAAAAAAAAAAAAAAAAA==")).status).toBe(400);
    expect((await put(1, "abcd", "?")).status).toBe(400);
    expect((await put(0, "abcd")).status).toBe(400);
    expect((await put("x", "abcd")).status).toBe(400);
    expect((await put(1, "abcdefgh")).status).toBe(400);
    // Parts in any order; a missing one is told when they are combined.
    expect((await put(2, "cd")).status).toBe(200);
    expect((await client.post(`bqm/multipart/${id}/combine`, { checksum: "0".repeat(32) })).status).toBe(400);
    expect((await client.get(`bqm/multipart/${id}/status`)).body).toMatchObject({ status: "UPLOAD_IN_PROGRESS" });
    expect((await client.get("bqm/multipart/nope/status")).status).toBe(404);
    expect((await new Client(cloud, cloud.keys.second).get(`bqm/multipart/${id}/status`)).status).toBe(404);
  });
});
