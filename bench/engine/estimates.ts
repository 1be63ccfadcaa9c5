/**
 * What the engine says that circuits take, beside what they take: CPU time on one thread, in a warm process (the median of
 * runs after a second of them) and for the first run of a fresh thread, where code is cold and no kernel is compiled;
 * and the WebAssembly memory beside the predicted bytes where a method keeps its state there.
 */
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { seeded } from "@naru/base";
import { type Circuit, circuitOf, gate, measure, type Operation, reset } from "@naru/circuit";
import { Engine, type SimulateOptions } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";
import { type BenchOptions, median, type Row } from "../row.ts";
import { milliseconds, timed } from "./python.ts";

/** How far a prediction may be off, either way. */
const tolerance = 2;
const warmSeconds = 0.6;

interface Case {
  readonly name: string;
  readonly circuit: Circuit;
  readonly options?: Partial<SimulateOptions>;
}

export async function run({ quick, log }: BenchOptions): Promise<Row[]> {
  const rows: Row[] = [];
  for (const each of quick ? cases().filter((_, k) => k % 4 === 0) : cases()) {
    rows.push(...(await rowsOf(each)));
    log(`engine: estimates of ${each.name} done`);
  }
  const seconds = rows.filter(({ work }) => work.endsWith("warm"));
  const within = seconds.filter(({ met }) => met).length;
  return [
    ...rows,
    {
      suite: "engine/estimates",
      work: "all of them, warm",
      peer: null,
      goal: `within ${tolerance}×`,
      value: `${within} of ${seconds.length}`,
      met: within === seconds.length,
    },
  ];
}

async function rowsOf({ name, circuit, options }: Case): Promise<Row[]> {
  const all = { seed: 1, shots: 1000, ...options };
  const host = nodeHost();
  const memories: { readonly buffer: ArrayBufferLike }[] = [];
  const engine = await Engine.create(
    {
      ...host,
      createMemory: (initial, maximum) => {
        const memory = host.createMemory(initial, maximum);
        memories.push(memory);
        return memory;
      },
    },
    { threads: 1 },
  );
  const { method, seconds, firstSeconds, bytes } = engine.estimate(circuit, all);
  await engine.run(circuit, all);
  const wasmBytes = memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
  const run = () => engine.run(circuit, all);
  await repeat(run, warmSeconds, 2);
  const warm = await repeat(run, warmSeconds / 2, 2);
  await engine.close();
  const row = (what: string, predicted: number, measured: number, text: (value: number) => string): Row => ({
    suite: "engine/estimates",
    work: `${name} (${method}), ${what}`,
    peer: null,
    goal: `within ${tolerance}×`,
    value: `${text(predicted)} predicted, ${text(measured)} measured: ${(predicted / measured).toFixed(2)}×`,
    met: predicted <= tolerance * measured && measured <= tolerance * predicted,
  });
  const first = await inFreshThread(circuit, all);
  return [
    row("warm", 1000 * seconds, median(warm), milliseconds3),
    row("first run", 1000 * firstSeconds, first, milliseconds3),
    ...(wasmBytes > 2 ** 20 && !hasLargeResult(all)
      ? [row("bytes", bytes / 2 ** 20, wasmBytes / 2 ** 20, (mib) => `${mib.toFixed(1)} MiB`)]
      : []),
  ];
}

/** Whether much of the predicted memory is the result's, which is not in WebAssembly's. */
const hasLargeResult = ({ shots = 0, amplitudes, probabilities }: SimulateOptions): boolean =>
  shots > 1000 || amplitudes === true || probabilities === true;

/** Runs again and again for some seconds, but `atLeast` times, and gives the CPU time of each run in milliseconds. */
async function repeat(run: () => unknown, seconds: number, atLeast: number): Promise<number[]> {
  const started = performance.now();
  const taken: number[] = [];
  while (taken.length < atLeast || performance.now() - started < 1000 * seconds) {
    const { cpuMs } = await timed(run);
    taken.push(cpuMs);
  }
  return taken;
}

const milliseconds3 = (value: number): string => (value < 1 ? `${Math.round(1000 * value)} µs` : milliseconds(value));

function inFreshThread(circuit: Circuit, options: SimulateOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { circuit, options } });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

if (!isMainThread) {
  const { circuit, options } = workerData as { circuit: Circuit; options: SimulateOptions };
  const engine = await Engine.create(nodeHost(), { threads: 1 });
  const { cpuMs } = await timed(() => engine.run(circuit, options));
  await engine.close();
  parentPort?.postMessage(cpuMs);
}

function cases(): Case[] {
  const weak = { oneQubitRate: 1e-3, twoQubitRate: 1e-2 };
  return [
    { name: "Bell pair", circuit: ghz(2) },
    ...[5, 8, 10, 12].map((n) => ({ name: `random, ${n} qubits`, circuit: random(n, 6) })),
    { name: "random, 12 qubits, amplitudes", circuit: random(12, 6), options: { shots: 0, amplitudes: true } },
    ...[14, 16, 18, 20, 22].map((n) => ({ name: `random, ${n} qubits`, circuit: random(n, 6) })),
    { name: "ansatz, 20 qubits", circuit: ansatz(20, 10) },
    { name: "ansatz, 20 qubits, double", circuit: ansatz(20, 10), options: { precision: "double" } },
    { name: "ansatz, 20 qubits, single", circuit: ansatz(20, 10), options: { precision: "single" } },
    { name: "ansatz, 20 qubits, 10⁶ shots", circuit: ansatz(20, 2), options: { shots: 1_000_000 } },
    { name: "ansatz, 18 qubits, probabilities", circuit: ansatz(18, 4), options: { probabilities: true } },
    { name: "ansatz, 20 qubits, amplitudes", circuit: ansatz(20, 2), options: { shots: 0, amplitudes: true } },
    { name: "Fourier transform, 21 qubits", circuit: fourier(21) },
    { name: "two-qubit brickwork, 16 qubits", circuit: brickwork(16, 10) },
    { name: "repeated measurement, 8 qubits", circuit: reuse(8, 6) },
    { name: "repeated measurement, 14 qubits", circuit: reuse(14, 3) },
    ...[6, 10, 12].map((n) => ({
      name: `random, ${n} qubits, noise`,
      circuit: narrow(n, 6),
      options: { noise: weak },
    })),
    { name: "random, 15 qubits, noise", circuit: narrow(15, 3), options: { noise: weak, shots: 200 } },
    ...[7, 9].map((n) => ({
      name: `random, ${n} qubits, noise, probabilities`,
      circuit: narrow(n, 6),
      options: { noise: weak, probabilities: true },
    })),
    { name: "GHZ, 100 qubits", circuit: ghz(100) },
    { name: "random Clifford, 500 qubits", circuit: clifford(500, 10_000) },
    { name: "random Clifford, 60 qubits, noise", circuit: clifford(60, 2000), options: { noise: weak } },
    { name: "shallow, 60 qubits", circuit: ansatz(60, 3) },
    { name: "shallow, 40 qubits", circuit: ansatz(40, 6), options: { shots: 100 } },
    { name: "5 of 156 qubits", circuit: fewOfMany(5, 156) },
    { name: "8 groups of 6 qubits", circuit: groups(8, 6) },
  ];
}

function ghz(n: number): Circuit {
  return circuitOf(n, [gate("h", [0]), ...Array.from({ length: n - 1 }, (_, q) => gate("cx", [q, q + 1]))]);
}

/** Layers of one gate on each qubit and half as many on random pairs. */
function random(n: number, layers: number, seed = n): Circuit {
  const draw = seeded(seed);
  const operations: Operation[] = [];
  for (let layer = 0; layer < layers; layer++) {
    for (let q = 0; q < n; q++) {
      const turn = () => 2 * Math.PI * draw.uniform();
      const all = [gate("h", [q]), gate("t", [q]), gate("ry", [q], [turn()]), gate("u", [q], [turn(), turn(), turn()])];
      operations.push(all[draw.below(all.length)] ?? gate("id", [q]));
    }
    for (let pair = 0; 2 * pair + 1 < n; pair++) {
      const a = draw.below(n);
      const b = (a + 1 + draw.below(n - 1)) % n;
      operations.push(draw.below(2) ? gate("cx", [a, b]) : gate("cp", [a, b], [draw.uniform()]));
    }
  }
  return circuitOf(n, operations);
}

/** The same without gates that Pauli noise would see as wide; a name of its own, as noise follows each gate. */
const narrow = (n: number, layers: number): Circuit => random(n, layers, 100 + n);

function ansatz(n: number, layers: number): Circuit {
  const draw = seeded(n);
  const operations: Operation[] = [];
  for (let layer = 0; layer < layers; layer++) {
    for (let q = 0; q < n; q++) operations.push(gate("ry", [q], [draw.uniform()]), gate("rz", [q], [draw.uniform()]));
    for (let q = layer % 2; q + 1 < n; q += 2) operations.push(gate("cx", [q, q + 1]));
  }
  return circuitOf(n, operations);
}

function fourier(n: number): Circuit {
  const operations: Operation[] = Array.from({ length: n }, (_, q) => gate("ry", [q], [0.1 + q]));
  for (let q = n - 1; q >= 0; q--) {
    operations.push(gate("h", [q]));
    for (let control = q - 1; control >= 0; control--) {
      operations.push(gate("cp", [control, q], [Math.PI / 2 ** (q - control)]));
    }
  }
  return circuitOf(n, operations);
}

/** Gates on neighbours as dense as two qubits allow. */
function brickwork(n: number, layers: number): Circuit {
  const draw = seeded(n);
  const angle = () => Math.PI * draw.uniform();
  const operations: Operation[] = [];
  for (let layer = 0; layer < layers; layer++) {
    for (let q = layer % 2; q + 1 < n; q += 2) {
      const pair = [q, q + 1];
      for (const each of pair) operations.push(gate("u", [each], [angle(), angle(), angle()]));
      operations.push(gate("rxx", pair, [angle()]), gate("ryy", pair, [angle()]), gate("rzz", pair, [angle()]));
    }
  }
  return circuitOf(n, operations);
}

/** One qubit measured and used again, while the others carry on. */
function reuse(n: number, rounds: number): Circuit {
  const operations: Operation[] = [...random(n, 2).operations];
  for (let round = 0; round < rounds; round++) {
    operations.push(measure(0, round), reset(0), gate("h", [0]), gate("cx", [0, 1 + (round % (n - 1))]));
    for (let q = 1; q + 1 < n; q++) operations.push(gate("cx", [q, q + 1]), gate("ry", [q], [0.4 + round]));
  }
  return { qubitCount: n, clbitCount: rounds, operations };
}

function clifford(n: number, gates: number): Circuit {
  const draw = seeded(n);
  const operations: Operation[] = [];
  for (let k = 0; k < gates; k++) {
    const a = draw.below(n);
    const b = (a + 1 + draw.below(n - 1)) % n;
    operations.push([gate("h", [a]), gate("s", [a]), gate("cx", [a, b])][draw.below(3)] ?? gate("x", [a]));
  }
  return circuitOf(n, operations);
}

function fewOfMany(few: number, n: number): Circuit {
  const used = random(few, 6).operations.map((operation) => {
    if (operation.kind !== "gate") return operation;
    return { ...operation, qubits: operation.qubits.map((q) => 3 + 11 * q) };
  });
  return { qubitCount: n, clbitCount: n, operations: [...used, ...Array.from({ length: n }, (_, q) => measure(q, q))] };
}

function groups(count: number, width: number): Circuit {
  const operations = Array.from({ length: count }, (_, k) =>
    random(width, 4, k).operations.map((operation) =>
      operation.kind === "gate" ? { ...operation, qubits: operation.qubits.map((q) => count * q + k) } : operation,
    ),
  );
  return circuitOf(count * width, operations.flat());
}
