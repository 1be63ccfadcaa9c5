/**
 * Random teaching circuits of 5 to 12 qubits with 1000 shots each, the load of grading, beside Qulacs on one thread: its
 * circuits built before, state update and sampling measured. Rounds alternate; figures are medians of CPU time.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seeded } from "@naru/base";
import { type Circuit, circuitOf, type GateName, gate, type Operation } from "@naru/circuit";
import { Engine } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";
import { type BenchOptions, noGoal, type Row } from "../row.ts";
import { medians, Peers, preparePython, type Timing, timed } from "./python.ts";

const shots = 1000;
const sizes = [5, 6, 7, 8, 9, 10, 11, 12];
const goal = 1.5;
/** Qulacs as it is, and with its gates on the same qubits merged beforehand; it is judged by its best. */
const settings = ["qulacs", "qulacs-fused"];

export async function run({ quick, log }: BenchOptions): Promise<Row[]> {
  const [ofEachSize, rounds] = quick ? [5, 5] : [25, 21];
  preparePython(log);
  const circuits = sizes.flatMap((n) => Array.from({ length: ofEachSize }, (_, k) => teachingCircuit(n, 1000 * n + k)));
  const indicesOf = (n: number) => [...circuits.keys()].filter((index) => circuits[index]?.qubitCount === n);
  const folder = mkdtempSync(join(tmpdir(), "naru-bench-engine-"));
  const peers = new Peers("tiny_peers.py");
  const engine = await Engine.create(nodeHost(), { threads: 1 });
  const ours = new Map<number, Timing[]>(sizes.map((n) => [n, []]));
  const theirs = new Map<string, Timing[]>();
  try {
    writeFileSync(join(folder, "small.json"), JSON.stringify(circuits));
    await peers.ask({ circuits: join(folder, "small.json") });
    const runSize = async (n: number) => {
      for (const index of indicesOf(n)) await engine.run(circuits[index] as Circuit, { seed: index, shots });
    };
    for (let warming = 0; warming < 5; warming++) for (const n of sizes) await runSize(n);
    for (let round = 0; round < rounds; round++) {
      for (const n of sizes) {
        ours.get(n)?.push(await timed(() => runSize(n)));
        for (const peer of settings) {
          const key = `${peer} ${n}`;
          theirs.set(key, [...(theirs.get(key) ?? []), await peers.ask({ peer, indices: indicesOf(n), shots })]);
        }
      }
    }
    log("engine: small circuits done");
  } finally {
    peers.close();
    await engine.close();
    rmSync(folder, { recursive: true });
  }
  const perCircuit = ({ cpuMs, wallMs }: Timing) => ({ cpuMs: cpuMs / ofEachSize, wallMs: wallMs / ofEachSize });
  const our = sizes.map((n) => perCircuit(medians(ours.get(n) ?? [])));
  const their = sizes.map((n) => {
    const all = settings.map((peer) => perCircuit(medians(theirs.get(`${peer} ${n}`) ?? [])));
    return all.reduce((best, timing) => (timing.cpuMs < best.cpuMs ? timing : best));
  });
  return [
    ...sizes.map((n, k) => rowOf(`${n} qubits`, our[k] as Timing, their[k] as Timing, noGoal)),
    rowOf("mean of 5 to 12 qubits", mean(our), mean(their), `≥ ${goal}x of its CPU time`),
  ];
}

function rowOf(work: string, our: Timing, their: Timing, wanted: string): Row {
  const ratio = their.cpuMs / our.cpuMs;
  return {
    suite: "engine/tiny",
    work: `teaching circuits, ${shots} shots: ${work}`,
    peer: "Qulacs 0.6.14, best of fused or not",
    goal: wanted,
    value: `${ratio.toFixed(2)}x CPU, ${(their.wallMs / our.wallMs).toFixed(2)}x wall (${Math.round(1000 * our.cpuMs)} against ${Math.round(1000 * their.cpuMs)} µs CPU)`,
    met: wanted === noGoal ? null : ratio >= goal,
  };
}

const mean = (timings: readonly Timing[]): Timing => ({
  cpuMs: timings.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / timings.length,
  wallMs: timings.reduce((sum, { wallMs }) => sum + wallMs, 0) / timings.length,
});

/** Six layers: a gate of the common set on every qubit, then half as many gates on random pairs as there are qubits. */
function teachingCircuit(qubitCount: number, seed: number): Circuit {
  const random = seeded(seed);
  const one: readonly GateName[] = ["h", "x", "s", "t", "rx", "ry", "rz"];
  const two: readonly GateName[] = ["cx", "cz", "cp", "rzz", "swap"];
  const pick = (names: readonly GateName[]) => names[random.below(names.length)] ?? "id";
  const operations: Operation[] = [];
  for (let layer = 0; layer < 6; layer++) {
    for (let qubit = 0; qubit < qubitCount; qubit++) {
      const name = pick(one);
      operations.push(gate(name, [qubit], name.startsWith("r") ? [2 * Math.PI * random.uniform()] : []));
    }
    for (let pair = 0; pair < Math.floor(qubitCount / 2); pair++) {
      const name = pick(two);
      const first = random.below(qubitCount);
      const second = (first + 1 + random.below(qubitCount - 1)) % qubitCount;
      operations.push(gate(name, [first, second], name === "cp" || name === "rzz" ? [Math.PI * random.uniform()] : []));
    }
  }
  return circuitOf(qubitCount, operations);
}
