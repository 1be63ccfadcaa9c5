import { memoryCloud } from "@naru/dialect/conformance";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { realBackends } from "../testing/backends.ts";
import { bell, Client } from "../testing/client.ts";

let client: Client;
let close: () => Promise<void>;

beforeAll(async () => {
  const real = await realBackends();
  close = real.close;
  const cloud = memoryCloud({ backends: real.backends });
  client = new Client(cloud, cloud.keys.first);
});

afterAll(() => close());

const { PI, cos, sin } = Math;
/** Everything is seen between two Hadamards on qubit 0, or on qubit 0 prepared by its controls. */
const h = { gate: "h", target: 0 };
const x1 = { gate: "x", target: 1 };
const close9 = (entries: Record<string, number>) =>
  Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, expect.closeTo(value, 9)]));

/** Probabilities of |0…⟩ after the gates; outcomes of probability zero are absent. */
const run = (qubits: number, ...circuit: unknown[]) => client.probabilities({ gateset: "qis", qubits, circuit });
const runNative = (qubits: number, ...circuit: unknown[]) =>
  client.probabilities({ gateset: "native", qubits, circuit });

describe("abstract gates on the real simulator", () => {
  const turned = (angle: number) => close9({ "0": cos(angle / 2) ** 2, "1": sin(angle / 2) ** 2 });

  test.each([
    ["x", [{ gate: "x", target: 0 }], { "1": 1 }],
    ["not", [{ gate: "not", target: 0 }], { "1": 1 }],
    ["y", [{ gate: "y", target: 0 }], { "1": 1 }],
    ["z between h", [h, { gate: "z", target: 0 }, h], { "1": 1 }],
    ["s twice between h", [h, { gate: "s", target: 0 }, { gate: "s", target: 0 }, h], { "1": 1 }],
    ["si undoes s", [h, { gate: "s", target: 0 }, { gate: "si", target: 0 }, h], { "0": 1 }],
    ["ti undoes t", [h, { gate: "t", target: 0 }, { gate: "ti", target: 0 }, h], { "0": 1 }],
    [
      "v twice",
      [
        { gate: "v", target: 0 },
        { gate: "v", target: 0 },
      ],
      { "1": 1 },
    ],
    [
      "vi undoes v",
      [
        { gate: "v", target: 0 },
        { gate: "vi", target: 0 },
      ],
      { "0": 1 },
    ],
    ["cnot off", [{ gate: "cnot", control: 1, target: 0 }], { "0": 1 }],
    ["cnot on", [x1, { gate: "cnot", control: 1, target: 0 }], { "3": 1 }],
    ["swap", [x1, { gate: "swap", targets: [0, 1] }], { "1": 1 }],
    ["a doubly controlled x", [x1, { gate: "x", target: 2 }, { gate: "x", target: 0, controls: [1, 2] }], { "7": 1 }],
  ])("%s", async (_, circuit, expected) => {
    expect(await run(3, ...circuit)).toEqual(close9(expected as unknown as Record<string, number>));
  });

  test.each(["rx", "ry"])("%s turns by its angle in radians", async (name) => {
    expect(await run(1, { gate: name, target: 0, rotation: 0.7 })).toEqual(turned(0.7));
  });

  test("rz, t, and z with a rotation turn about z", async () => {
    expect(await run(1, h, { gate: "rz", target: 0, rotation: 0.7 }, h)).toEqual(turned(0.7));
    expect(await run(1, h, { gate: "z", target: 0, rotation: 0.7 }, h)).toEqual(turned(0.7));
    expect(await run(1, h, { gate: "t", target: 0 }, h)).toEqual(turned(PI / 4));
  });

  test("z with a rotation and rz differ by a phase, which a control shows", async () => {
    const onControl = (gate: string) =>
      run(2, h, x1, { gate, target: 1, control: 0, rotation: 0.8 }, h).then((p) => ({
        kept: p["2"] ?? 0,
        flipped: p["3"] ?? 0,
      }));
    expect((await onControl("z")).flipped).toBeCloseTo(sin(0.4) ** 2, 9);
    expect((await onControl("rz")).flipped).toBeCloseTo(sin(0.2) ** 2, 9);
  });

  test("v has its own phase, which a control shows", async () => {
    // On the eigenvector |+⟩ of √X, eigenvalue 1, nothing happens; on |−⟩ the control turns by a quarter.
    const minus = [
      { gate: "x", target: 1 },
      { gate: "h", target: 1 },
    ];
    const p = await run(2, h, ...minus, { gate: "v", target: 1, control: 0 }, h, { gate: "h", target: 1 });
    expect(p).toEqual(close9({ "2": 0.5, "3": 0.5 }));
  });

  test.each(["xx", "yy", "zz"])("%s turns by half its angle each way", async (name) => {
    const prepare = name === "zz" ? [h, { gate: "h", target: 1 }] : [];
    const angle = 0.9;
    const p = await run(2, ...prepare, { gate: name, targets: [0, 1], rotation: angle }, ...prepare);
    expect(p).toEqual(close9({ "0": cos(angle / 2) ** 2, "3": sin(angle / 2) ** 2 }));
  });

  test("bits keep their places", async () => {
    expect(await run(3, { gate: "x", target: 0 }, x1)).toEqual({ "3": 1 });
    expect(await run(3, { gate: "x", target: 2 })).toEqual({ "4": 1 });
  });
});

describe("native gates on the real simulator", () => {
  test("gpi flips whatever its phase, and two of them leave twice the difference of their phases", async () => {
    expect(await runNative(1, { gate: "gpi", target: 0, phase: 0.37 })).toEqual(close9({ "1": 1 }));
    const half = { gate: "gpi2", target: 0, phase: 0.25 };
    const gpis = [0.1, 0.25].map((phase) => ({ gate: "gpi", target: 0, phase }));
    const p = await runNative(1, half, ...gpis, half);
    // RY(π/2), a turn about z by 2·2π·0.15, RY(π/2): cos²(2π·0.15) ends in 1.
    expect(p["1"]).toBeCloseTo(cos(2 * PI * 0.15) ** 2, 9);
  });

  test("ms mixes 00 with 11 and 01 with 10 by its angle in turns", async () => {
    const ms = { gate: "ms", targets: [0, 1], phases: [0.3, 0.15], angle: 0.2 };
    expect(await runNative(2, ms)).toEqual(close9({ "0": cos(0.2 * PI) ** 2, "3": sin(0.2 * PI) ** 2 }));
    const flip = { gate: "gpi", target: 0, phase: 0 };
    expect(await runNative(2, flip, ms)).toEqual(close9({ "1": cos(0.2 * PI) ** 2, "2": sin(0.2 * PI) ** 2 }));
  });

  test("zz turns phases by its angle in turns, under either name", async () => {
    const halves = [0, 1].map((target) => ({ gate: "gpi2", target, phase: 0.25 }));
    const back = [0, 1].map((target) => ({ gate: "gpi2", target, phase: 0.75 }));
    for (const angle of [{ angle: 0.1 }, { phase: 0.1 }]) {
      const p = await runNative(2, ...halves, { gate: "zz", targets: [0, 1], ...angle }, ...back);
      expect(p).toEqual(close9({ "0": cos(0.1 * PI) ** 2, "3": sin(0.1 * PI) ** 2 }));
    }
  });
});

describe("pauliexp on the real simulator", () => {
  test("is the product of its terms, first listed first, where they do not commute", async () => {
    const evolve = (terms: string[], coefficients: number[]) =>
      run(1, { gate: "pauliexp", targets: [0], terms, coefficients, time: 0.6 });
    // exp(−i·0.6·0.5·X) after exp(−i·0.6·0.8·Z): Z acts on |0⟩ first and only turns its phase.
    expect(await evolve(["Z", "X"], [0.8, 0.5])).toEqual(close9({ "0": cos(0.3) ** 2, "1": sin(0.3) ** 2 }));
    // The exact exponential of the sum would give sin²(0.6·r)·(0.5/r)² with r = √(0.8² + 0.5²).
    const r = Math.hypot(0.8, 0.5);
    expect(sin(0.6 * r) ** 2 * (0.5 / r) ** 2).not.toBeCloseTo(sin(0.3) ** 2, 3);
  });

  test("X then Z is seen between Hadamards as Z then X", async () => {
    const p = await run(
      1,
      h,
      { gate: "pauliexp", targets: [0], terms: ["X", "Z"], coefficients: [0.8, 0.5], time: 0.6 },
      h,
    );
    expect(p).toEqual(close9({ "0": cos(0.3) ** 2, "1": sin(0.3) ** 2 }));
  });

  test("its strings end at the first target", async () => {
    const p = await run(3, { gate: "pauliexp", targets: [2, 0, 1], terms: ["IIX"], coefficients: [1], time: PI / 2 });
    expect(p).toEqual(close9({ "4": 1 }));
  });
});

describe("kinds of jobs on the real engine", () => {
  test("a job of several circuits keeps their order", async () => {
    const circuits = [{ circuit: bell.circuit }, { circuit: [{ gate: "x", target: 0 }], qubits: 3 }, { circuit: [x1] }];
    const { body } = await client.finished({
      type: "ionq.multi-circuit.v1",
      input: { gateset: "qis", qubits: 2, circuits },
    });
    const { body: results } = await client.get(body.results.probabilities.url);
    expect(Object.values(results)).toEqual([close9({ "0": 0.5, "3": 0.5 }), { "1": 1 }, { "2": 1 }]);
  });

  test("circuits whose outcomes are too many to list together give frequencies from the largest downwards", async () => {
    const spread = (qubits: number) => ({
      qubits,
      circuit: Array.from({ length: qubits }, (_, target) => ({ gate: "h", target })),
    });
    const input = { gateset: "qis", circuits: [spread(20), spread(3)] };
    const { body } = await client.finished({ type: "ionq.multi-circuit.v1", shots: 100, input });
    const { body: results } = await client.get(body.results.probabilities.url);
    const [large, small] = Object.values<Record<string, number>>(results);
    expect(Object.values(large ?? {}).length).toBeLessThanOrEqual(100);
    for (const share of Object.values(large ?? {})) expect(share * 100).toBeCloseTo(Math.round(share * 100), 9);
    expect(Object.values(small ?? {})).toEqual(new Array(8).fill(expect.closeTo(1 / 8, 12)));
  });

  test("a noise model gives frequencies, the same for the same seed", async () => {
    const noisy = { shots: 400, noise: { model: "aria-1", seed: 11 } };
    const [first, again] = [await client.probabilities(bell, noisy), await client.probabilities(bell, noisy)];
    expect(again).toEqual(first);
    for (const share of Object.values(first)) expect(share * 400).toBeCloseTo(Math.round(share * 400), 9);
  });

  test("twenty pairs of CX under aria-1's noise come back as often as its rate says, within five standard errors", async () => {
    const pair = [
      { gate: "cnot", control: 0, target: 1 },
      { gate: "cnot", control: 0, target: 1 },
    ];
    const input = { gateset: "qis", qubits: 2, circuit: new Array(20).fill(pair).flat() };
    const shots = 20_000;
    const p = await client.probabilities(input, { shots, noise: { model: "aria-1", seed: 5 } });
    const expected = 0.25 + 0.75 * (1 - 0.0133) ** 40; // 0.69
    expect(Math.abs((p["0"] ?? 0) - expected)).toBeLessThan(5 * Math.sqrt((expected * (1 - expected)) / shots));
  });

  test("single shots agree with the histogram and the probabilities", async () => {
    const { body } = await client.finished({ input: bell, backend: "qpu.forte-1", shots: 200 });
    const shots: string[] = (await client.get(body.results.shots.url)).body;
    const { body: histogram } = await client.get(body.results.histogram.url);
    const { body: shares } = await client.get(body.results.probabilities.url);
    const counted = Object.fromEntries(
      Object.keys(histogram).map((key) => [key, shots.filter((shot) => shot === key).length]),
    );
    expect(shots).toHaveLength(200);
    expect(counted).toEqual(histogram);
    expect(Object.fromEntries(Object.entries(histogram).map(([key, count]) => [key, Number(count) / 200]))).toEqual(
      shares,
    );
  });

  test("a dry run compiles to gates of the machine that do what was asked, and has no result", async () => {
    for (const [backend, entangler] of [
      ["qpu.aria-1", "ms"],
      ["qpu.forte-1", "zz"],
    ] as const) {
      const { body } = await client.finished({ input: bell, backend, dry_run: true });
      expect(body).toMatchObject({ status: "completed", dry_run: true, results: null });
      const { id } = body.output.compilation.compiled_circuits["ionq.native.v1"];
      const { body: compiled } = await client.get(`/v0.4/jobs/${body.id}/artifacts/${id}`);
      expect(compiled.circuit.map(({ gate }: { gate: string }) => gate)).toContain(entangler);
      expect(await client.probabilities({ gateset: "native", ...compiled })).toEqual(close9({ "0": 0.5, "3": 0.5 }));
      expect((await client.get(`/v0.4/jobs/${body.id}/results/probabilities`)).status).toBe(404);
    }
  });

  test("OpenQASM 3 measures in the middle, resets and decides, and shows every shot by register", async () => {
    const data = `OPENQASM 3.0; include "stdgates.inc"; bit[3] c; bit[1] d; qubit[2] q;
      x q[0]; c[0] = measure q[0]; reset q[0]; c[1] = measure q[0];
      if (c == 1) { x q[1]; } d[0] = measure q[1];`;
    const { body } = await client.finished({ type: "ionq.qasm3.v1", input: { qubits: 2, data }, shots: 5 });
    const { id } = body.results["ionq.result.shots.json.v2"];
    const { body: artifact } = await client.get(`/v0.4/jobs/${body.id}/artifacts/${id}`);
    expect(artifact.shots).toEqual(new Array(5).fill({ registers: { c: [1, 0, 0], d: [1] } }));
  });

  test("OpenQASM 3 that measures in the middle is refused by machines that cannot, before it waits", async () => {
    const data = "OPENQASM 3.0; bit[2] c; qubit[1] q; c[0] = measure q[0]; reset q[0]; c[1] = measure q[0];";
    const body = { type: "ionq.qasm3.v1", backend: "qpu.forte-1", input: { data } };
    expect(await client.post("/v0.4/jobs", body)).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining("simulator") },
    });
  });

  test("OpenQASM 3 that is wrong is refused with its line", async () => {
    const body = { type: "ionq.qasm3.v1", backend: "simulator", input: { data: "OPENQASM 3.0;\nqubit q;\nhh q;" } };
    expect(await client.post("/v0.4/jobs", body)).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining("line 3") },
    });
  });
});
