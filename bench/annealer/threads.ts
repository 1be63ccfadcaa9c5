/**
 * Reads of one call spread over two threads, beside one thread, in turns; and beside two processes that anneal half of the
 * reads each and know nothing of one another. Their speed is what the machine has to give: cores may share caches, or be
 * shared with machines that nobody sees from here.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Threads } from "@naru/annealer";
import { nodeHost } from "@naru/annealer/node";
import { timedBesideOthers } from "../load.ts";
import { type BenchOptions, median, noGoal, type Row } from "../row.ts";
import { type ModelName, models, type Part } from "./one-thread.ts";

const suite = "annealer/threads";
const goal = 1.8;
const sweeps = 1000;
/** Multiples of what two threads anneal side by side. */
const readsOf: Readonly<Record<ModelName, number>> = {
  "Pegasus P16, couplings ±1": 384,
  "1000 spins, all pairs ±1": 48,
};

export async function run({ quick, log }: BenchOptions): Promise<Row[]> {
  const rows: Row[] = [];
  for (const name of Object.keys(models) as ModelName[]) {
    rows.push(...(await scaling(name, quick ? 1 : 9, log)));
    log(`${suite}: ${name} done`);
  }
  return rows;
}

interface Round {
  /** How many times as fast as one thread. */
  readonly threads: number;
  readonly processes: number;
  /** By anything else of this machine, on average while the threads ran. */
  readonly coresTaken: number;
}

async function scaling(name: ModelName, rounds: number, log: BenchOptions["log"]): Promise<Row[]> {
  const host = nodeHost();
  const model = models[name]();
  const reads = readsOf[name];
  const [one, two] = [new Threads(host, 1), new Threads(host, 2)];
  const apart = [aProcess(name), aProcess(name)];
  const found: Round[] = [];
  try {
    for (const crew of [one, two]) await crew.anneal(model, { reads, sweeps: 20, seed: 0 });
    await Promise.all(apart.map((child) => annealed(child, { reads: reads / 2, sweeps: 20, seed: 0 })));
    for (let seed = 1; seed <= rounds; seed++) {
      const alone = () => timedBesideOthers(() => one.anneal(model, { reads, sweeps, seed }));
      const before = await alone();
      const threads = await timedBesideOthers(() => two.anneal(model, { reads, sweeps, seed }));
      const processes = await timedBesideOthers(() =>
        Promise.all(apart.map((child) => annealed(child, { reads: reads / 2, sweeps, seed }))),
      );
      const after = await alone();
      const aloneMs = (before.wallMs + after.wallMs) / 2;
      const round = {
        threads: aloneMs / threads.wallMs,
        processes: aloneMs / processes.wallMs,
        coresTaken: threads.coresTaken,
      };
      found.push(round);
      log(`${suite}: ${name}: threads ${round.threads.toFixed(2)}x, processes ${round.processes.toFixed(2)}x of one`);
    }
  } finally {
    for (const child of apart) child.kill();
    for (const crew of [one, two]) await crew.close();
  }
  const taken = median(found.map(({ coresTaken }) => coresTaken)).toFixed(2);
  const threads = median(found.map((round) => round.threads));
  const processes = median(found.map((round) => round.processes));
  const toMachine = median(found.map((round) => round.threads / round.processes));
  const work = `${name}: ${reads} reads of ${sweeps} sweeps`;
  return [
    {
      ...{ suite, work: `${work} on two threads, by wall time`, peer: "one thread", goal: `≥ ${goal}x` },
      value: `${threads.toFixed(2)}x (others took ${taken} cores)`,
      met: threads >= goal,
    },
    {
      ...{ suite, work: `${work} in two processes apart, by wall time`, peer: "one thread", goal: noGoal, met: null },
      value: `${processes.toFixed(2)}x; two threads are ${toMachine.toFixed(2)}x of that`,
    },
  ];
}

const aProcess = (name: ModelName): ChildProcess =>
  fork(fileURLToPath(new URL("./one-thread.ts", import.meta.url)), [name], { execArgv: process.execArgv });

async function annealed(child: ChildProcess, part: Part): Promise<void> {
  const done = once(child, "message");
  child.send(part);
  await done;
}
