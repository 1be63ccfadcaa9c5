/**
 * Time to the best known value: the portfolio beside dwave-samplers' simulated annealing (again and again, each with the
 * number of sweeps that suits the instance) and tabu search, each stopped at the target. CPU time, the median of 20 seeds.
 * The instances lie beside the repository, and rows say so where they do not.
 */
import { fileURLToPath } from "node:url";
import { type IsingModel, solve } from "@naru/annealer";
import { nodeHost } from "@naru/annealer/node";
import { milliseconds, Peers, preparePython, type Timing, timed } from "../engine/python.ts";
import { type BenchOptions, median, type Row } from "../row.ts";
import { maxCut, qubo, wireOf } from "./instances.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));
const host = nodeHost();
const limitSeconds = 30;
/** A peer that is not there by then counts as if it just had been. */
const peerLimitSeconds = 5;
const suite = "annealer/targets";

interface Instance {
  readonly name: string;
  readonly model: IsingModel | null;
  readonly bestKnown: number;
  /** Of the peer's annealing: those with which it was fastest. */
  readonly sweeps: number;
}

export async function run({ quick, log }: BenchOptions): Promise<Row[]> {
  const instances: Instance[] = [
    { name: "G1", model: maxCut("G1"), bestKnown: 11624, sweeps: 1000 },
    { name: "G11", model: maxCut("G11"), bestKnown: 564, sweeps: 4000 },
    { name: "bqp250_1", model: qubo("bqp250_1"), bestKnown: 45607, sweeps: 1000 },
    { name: "bqp1000_1", model: qubo("bqp1000_1"), bestKnown: 371438, sweeps: 1000 },
  ];
  preparePython(log, folder);
  const peers = new Peers("annealer_peers.py", 1, folder);
  const rows: Row[] = [];
  try {
    for (const instance of instances) {
      rows.push(await reached(peers, instance, quick ? 3 : 20));
      log(`${suite}: ${instance.name} done`);
    }
  } finally {
    peers.close();
  }
  rows.push(await planar());
  return rows;
}

async function reached(peers: Peers, { name, model, bestKnown, sweeps }: Instance, seeds: number): Promise<Row> {
  const goal = "≤ 1.0x of the best peer's CPU time";
  const row = { suite, work: `${name} = ${bestKnown}`, peer: "dwave-samplers 1.8.0", goal };
  if (!model) return { ...row, value: "the instance is not there", met: false };
  const target = -bestKnown;
  await peers.ask(wireOf(name, model));
  const times: Record<"ours" | "anneal" | "tabu", number[]> = { ours: [], anneal: [], tabu: [] };
  let missed = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    let energy = Number.NaN;
    const own = await timed(async () => {
      ({ energy } = await solve(host, model, { seed, timeLimitSeconds: limitSeconds, target }));
    });
    if (energy > target + 1e-6) missed++;
    times.ours.push(energy > target + 1e-6 ? 1000 * limitSeconds : own.cpuMs);
    for (const sampler of ["anneal", "tabu"] as const) {
      const asked = { kind: "reach", name, sampler, sweeps, target, limitSeconds: peerLimitSeconds, seed };
      const answer = await peers.ask<Timing & { energy: number }>(asked);
      times[sampler].push(answer.energy > target + 1e-6 ? 1000 * peerLimitSeconds : answer.cpuMs);
    }
  }
  const [ours, annealing, tabu] = [median(times.ours), median(times.anneal), median(times.tabu)];
  const ratio = ours / Math.min(annealing, tabu);
  return {
    ...row,
    value: `${ratio.toFixed(2)}x (${milliseconds(ours)}, ${seeds - missed} of ${seeds} seeds; annealing ${milliseconds(annealing)}, tabu ${milliseconds(tabu)})`,
    met: ratio <= 1,
  };
}

async function planar(): Promise<Row> {
  const row = { suite, work: "G14, a union of planar graphs", peer: null, goal: `≥ 3061 in ${limitSeconds} s` };
  const model = maxCut("G14");
  if (!model) return { ...row, value: "the instance is not there", met: false };
  const { energy, seconds } = await solve(host, model, { seed: 1, timeLimitSeconds: limitSeconds, target: -3064 });
  return { ...row, value: `${-energy} in ${seconds.toFixed(1)} s`, met: -energy >= 3061 };
}
