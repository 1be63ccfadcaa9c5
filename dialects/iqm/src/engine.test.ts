import { memoryCloud } from "@naru/dialect/conformance";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { realBackends } from "../testing/backends.ts";
import { Client, cz, measure, move, prx, turn } from "../testing/client.ts";
import { machines } from "./backends/index.ts";

let client: Client;
let close: () => Promise<void>;
/** Every run draws the same shots; each bound below leaves five standard errors to them. */
const shots = 4000;
const fiveErrors = 5 * Math.sqrt(0.25 / shots);

beforeAll(async () => {
  // Jobs take the calibration of the day on which they are submitted.
  vi.useFakeTimers({ now: new Date("2026-03-03T12:00:00Z"), toFake: ["Date"] });
  const real = await realBackends(machines);
  close = real.close;
  const cloud = memoryCloud({ backends: real.backends });
  client = new Client(cloud, cloud.keys.first);
});
afterAll(async () => {
  vi.useRealTimers();
  await close();
});

/** How often each row was read under a key, joined. */
async function shares(qc: string, instructions: object[], key = "m", more: object = {}): Promise<Map<string, number>> {
  const job = await client.finished(qc, instructions, { shots, ...more });
  expect(job.body.status, JSON.stringify(job.body.errors)).toBe("completed");
  const rows = (await client.measurements(job))[0]?.[key] ?? [];
  const groups = Map.groupBy(rows, (row) => row.join(""));
  return new Map([...groups].map(([bits, same]) => [bits, same.length / rows.length]));
}

const shareOf = (found: Map<string, number>, bits: string): number => found.get(bits) ?? 0;

/** A chain of entangled qubits, each coupled to the one before. */
const ghz = (qubits: readonly string[]) => [
  turn(qubits[0] ?? ""),
  ...qubits.slice(1).flatMap((qubit, k) => [turn(qubit, -1), cz(qubits[k] ?? "", qubit), turn(qubit)]),
  { name: "barrier", locus: qubits },
  measure(qubits),
];

const ghzOnStar = (qubits: readonly string[]) => {
  const [first = "", ...others] = qubits;
  return [
    turn(first),
    move(first),
    ...others.flatMap((qubit) => [turn(qubit, -1), cz(qubit, "CR1"), turn(qubit)]),
    move(first),
    { name: "barrier", locus: qubits },
    measure(qubits),
  ];
};

const fidelity = (found: Map<string, number>, width: number): number =>
  shareOf(found, "0".repeat(width)) + shareOf(found, "1".repeat(width));

const named = (...numbers: number[]) => numbers.map((n) => `QB${n}`);

describe("fidelities of GHZ states by counts are near those of the vendor's own emulations", () => {
  // The vendor's are those of its transpiler's choice of qubits; ours differ from qubit to qubit and day to day.
  test.each([
    ["emu_garnet", named(3, 4, 5), 0.92, 0.03],
    ["emu_garnet", named(3, 4, 5, 6, 7, 12, 11, 10, 9, 8), 0.69, 0.06],
    ["emu_emerald", named(8, 9, 10), 0.83, 0.03],
    ["emu_emerald", named(8, 9, 10, 11, 12, 13, 14, 22, 21, 20), 0.48, 0.06],
  ])("%s, %s", async (qc, qubits, vendors, within) => {
    const found = fidelity(await shares(qc, ghz(qubits)), qubits.length);
    expect(Math.abs(found - vendors)).toBeLessThan(within + fiveErrors);
  });

  test("on a star, through the resonator", async () => {
    const qubits = named(4, 5, 6);
    expect(Math.abs(fidelity(await shares("emu_deneb", ghzOnStar(qubits)), 3) - 0.91)).toBeLessThan(0.03 + fiveErrors);
  });
});

describe("operations do what they say", () => {
  test("prx turns by its angle about an axis at its phase", async () => {
    // RX(π/2) and a half turn about an axis between X and Y are, up to phases, a quarter turn about Y by −π/2 …
    const found = await shares("emu_garnet", [
      prx("QB1", Math.PI / 2, 0),
      prx("QB1", Math.PI / 2, Math.PI / 2),
      measure(["QB1"]),
    ]);
    expect(Math.abs(shareOf(found, "1") - 0.5)).toBeLessThan(0.03 + fiveErrors);
    // … while two quarter turns about the same axis flip.
    const flipped = await shares("emu_garnet", [
      prx("QB1", Math.PI / 2, 1),
      prx("QB1", Math.PI / 2, 1),
      measure(["QB1"]),
    ]);
    expect(shareOf(flipped, "1")).toBeGreaterThan(0.94);
  });

  test("columns follow the locus: only the qubit that was flipped reads 1", async () => {
    const found = await shares("emu_garnet", [prx("QB2"), measure(["QB4", "QB2", "QB1"])]);
    expect(shareOf(found, "010")).toBeGreaterThan(0.85);
  });

  test("a pulse on a condition acts in the shots whose latest result is 1", async () => {
    const job = await client.finished(
      "emu_garnet",
      [
        turn("QB1"),
        measure(["QB1"], "first", "f"),
        {
          name: "cc_prx",
          locus: ["QB2"],
          args: { angle: Math.PI, phase: 0, feedback_key: "f", feedback_qubit: "QB1" },
        },
        measure(["QB2"], "second"),
      ],
      { shots },
    );
    const [rows] = await client.measurements(job);
    const pairs = (rows?.first ?? []).map((row, s) => `${row[0]}${rows?.second?.[s]?.[0]}`);
    const same = pairs.filter((pair) => pair === "00" || pair === "11").length / shots;
    expect(same).toBeGreaterThan(0.9);
    expect(Math.abs(pairs.filter((pair) => pair.startsWith("1")).length / shots - 0.5)).toBeLessThan(0.03 + fiveErrors);
  });

  test("a reset puts a qubit back, and a delay lets it decay", async () => {
    const after = (...between: object[]) => shares("emu_garnet", [prx("QB1"), ...between, measure(["QB1"])]);
    const wait = (duration: number) => ({ name: "delay", locus: ["QB1"], args: { duration } });
    expect(shareOf(await after({ name: "reset", locus: ["QB1"] }), "1")).toBeLessThan(0.05);
    expect(shareOf(await after(wait(0)), "1")).toBeGreaterThan(0.95);
    expect(shareOf(await after(wait(1e-3)), "1")).toBeLessThan(0.05);
  });

  test("a state moved into the resonator is not in the qubit, and comes back", async () => {
    const open = await shares("emu_deneb", [prx("QB1"), move("QB1"), measure(["QB1"])], "m", {
      move_gate_validation: "none",
    });
    expect(shareOf(open, "1")).toBeLessThan(0.05);
    const back = await shares("emu_deneb", [prx("QB1"), move("QB1"), move("QB1"), measure(["QB1"])]);
    expect(shareOf(back, "1")).toBeGreaterThan(0.9);
  });
});

test("heralding drops the shots in which a qubit seems not to start in 0", async () => {
  const heralded = await client.finished("emu_garnet", [prx("QB1"), measure(["QB1", "QB2"])], {
    shots,
    heralding_mode: "zeros",
  });
  const rows = (await client.measurements(heralded))[0]?.m ?? [];
  // Two qubits are each misread in about 2.3 % of the shots, since fewer misreadings are of 0 than of 1.
  const dropped = 1 - rows.length / shots;
  expect(dropped).toBeGreaterThan(0.02);
  expect(dropped).toBeLessThan(0.08);
  const counted = await client.get(`/jobs/${heralded.body.id}/artifacts/measurement_counts`);
  const sum = Object.values<number>(counted.body[0].counts).reduce((so, count) => so + count, 0);
  expect(sum).toBe(rows.length);
});

test("circuits of a batch have results of their own, in their order", async () => {
  const circuits = [0, Math.PI].map((angle) => ({
    name: `by ${angle}`,
    instructions: [prx("QB5", angle, 0), measure(["QB5"])],
  }));
  const { body } = await client.post("/jobs/emu_garnet/circuit", { circuits, shots: 200 });
  const job = await client.get(`/jobs/${body.id}?wait_until_terminal=true`);
  const ones = (await client.measurements(job)).map(({ m = [] }) => m.flat().reduce((sum, bit) => sum + bit, 0));
  expect(ones[0]).toBeLessThan(40);
  expect(ones[1]).toBeGreaterThan(160);
});

test("what is too wide to compute is refused when it is submitted, with the reason", async () => {
  const all = Array.from({ length: 54 }, (_, k) => `QB${k + 1}`);
  const emerald = machines.find(({ model }) => model.spec.name === "emu_emerald");
  const layers = Array.from({ length: 12 }, (_, layer) => [
    ...all.map((qubit, k) => prx(qubit, 0.3 + 0.1 * ((k + layer) % 7), 0.2 * layer)),
    ...(emerald?.connectivity ?? []).map(([a, b]) => cz(a, b)),
  ]).flat();
  const answer = await client.post("/jobs/emu_emerald/circuit", {
    circuits: [{ name: "wide", instructions: [...layers, measure(all)] }],
    shots: 100,
  });
  expect(answer.status).toBe(400);
  expect(answer.body.error_code).toBe("invalid_job_payload");
  expect(answer.body.message).toMatch(/\d/);
});
