/**
 * Simulated annealing, 1000 sweeps and 10 reads on one thread, beside that of dwave-samplers: CPU time of the whole call with
 * the model built before. A rival is faster only if its mean energy is not worse by more than 0.2 %.
 */
import { fileURLToPath } from "node:url";
import { anneal, type IsingModel, type SampleSet } from "@naru/annealer";
import { nodeHost } from "@naru/annealer/node";
import { medians, Peers, preparePython, type Timing, timed } from "../engine/python.ts";
import type { BenchOptions, Row } from "../row.ts";
import { dense, pegasus16, wireOf } from "./instances.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));
const goal = 3;
const worstEnergy = 0.002;
const [sweeps, reads] = [1000, 10];
const host = nodeHost();

export async function run({ quick, log }: BenchOptions): Promise<Row[]> {
  preparePython(log, folder);
  const peers = new Peers("annealer_peers.py", 1, folder);
  const models = [
    ["Pegasus P16, couplings ±1", pegasus16()],
    ["1000 spins, all pairs ±1", dense(1000)],
  ] as const;
  const rows: Row[] = [];
  try {
    for (const [name, model] of models) {
      await peers.ask(wireOf(name, model));
      rows.push(await beside(peers, name, model, quick ? 1 : 7));
      log(`annealer/speed: ${name} done`);
    }
  } finally {
    peers.close();
  }
  return rows;
}

async function beside(peers: Peers, name: string, model: IsingModel, rounds: number): Promise<Row> {
  const [ours, theirs]: [Timing[], Timing[]] = [[], []];
  const [our, their]: [number[], number[]] = [[], []];
  for (let seed = 1; seed <= rounds; seed++) {
    let found: SampleSet | null = null;
    ours.push(
      await timed(async () => {
        found = await anneal(host, model, { reads, sweeps, seed });
      }),
    );
    our.push(meanOf(found));
    const asked = { kind: "anneal", name, num_reads: reads, num_sweeps: sweeps, seed };
    const answer = await peers.ask<Timing & { meanEnergy: number }>(asked);
    theirs.push(answer);
    their.push(answer.meanEnergy);
  }
  const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
  const ratio = medians(theirs).cpuMs / medians(ours).cpuMs;
  const [ourEnergy, theirEnergy] = [mean(our), mean(their)];
  const rate = ({ cpuMs }: Timing) => `${Math.round((model.size * sweeps * reads) / cpuMs / 1000)}`;
  return {
    suite: "annealer/speed",
    work: `${name}: ${sweeps} sweeps × ${reads} reads, one thread`,
    peer: "dwave-samplers 1.8.0, simulated annealing",
    goal: `≥ ${goal}x of its CPU time, mean energy at most ${100 * worstEnergy} % worse`,
    value: `${ratio.toFixed(1)}x (${rate(medians(ours))} and ${rate(medians(theirs))} million spins/s; mean energies ${ourEnergy.toFixed(1)} and ${theirEnergy.toFixed(1)})`,
    met: ratio >= goal && ourEnergy <= theirEnergy + worstEnergy * Math.abs(theirEnergy),
  };
}

function meanOf(found: SampleSet | null): number {
  if (!found) return Number.NaN;
  return found.energies.reduce((sum, energy) => sum + energy, 0) / found.reads;
}
