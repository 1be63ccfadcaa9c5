/**
 * Reads of one call spread over two threads, beside one thread, in turns.
 *
 * Scaling is shown twice. By wall time, which is the goal: rounds in which anything else took a part of the cores are left
 * out, and more are run in their place, up to a number; should there be no quiet round, all count, and the row says so. By
 * CPU time, as what it comes to whatever else runs: how much CPU time two threads take for what one does, each batch of
 * reads once, halved, since batches are even.
 */
import { Threads } from "@naru/annealer";
import { nodeHost } from "@naru/annealer/node";
import { type BesideOthers, timedBesideOthers } from "../load.ts";
import { type BenchOptions, median, type Row } from "../row.ts";
import { dense, pegasus16 } from "./instances.ts";

const suite = "annealer/threads";
const goal = 1.8;
const host = nodeHost();
const sweeps = 1000;
/** Of one core, on average over a round. */
const mostTaken = 0.04;
const triesOfRound = 6;

interface Work {
  readonly name: string;
  readonly model: ReturnType<typeof dense>;
  /** A multiple of what two threads anneal side by side. */
  readonly reads: number;
}

export async function run({ quick, log }: BenchOptions): Promise<Row[]> {
  const works: readonly Work[] = [
    { name: "Pegasus P16, couplings ±1", model: pegasus16(), reads: 192 },
    { name: "1000 spins, all pairs ±1", model: dense(1000), reads: 24 },
  ];
  const rows: Row[] = [];
  for (const work of works) {
    rows.push(...(await scaling(work, quick ? 1 : 7, log)));
    log(`${suite}: ${work.name} done`);
  }
  return rows;
}

interface Round {
  readonly one: BesideOthers;
  readonly two: BesideOthers;
}

async function scaling({ name, model, reads }: Work, wanted: number, log: BenchOptions["log"]): Promise<Row[]> {
  const crews = [new Threads(host, 1), new Threads(host, 2)] as const;
  const rounds: Round[] = [];
  const isQuiet = ({ one, two }: Round) => Math.max(one.coresTaken, two.coresTaken) <= mostTaken;
  try {
    for (const crew of crews) await crew.anneal(model, { reads, sweeps: 20, seed: 1 });
    while (rounds.filter(isQuiet).length < wanted && rounds.length < triesOfRound * wanted) {
      const options = { reads, sweeps, seed: rounds.length };
      const one = await timedBesideOthers(() => crews[0].anneal(model, options));
      const two = await timedBesideOthers(() => crews[1].anneal(model, options));
      rounds.push({ one, two });
      log(
        `${suite}: ${name}: wall ${(one.wallMs / two.wallMs).toFixed(2)}x, CPU time ${byCpu({ one, two }).toFixed(2)}x, others took ${one.coresTaken.toFixed(2)} and ${two.coresTaken.toFixed(2)} cores`,
      );
    }
  } finally {
    for (const crew of crews) await crew.close();
  }
  const quiet = rounds.filter(isQuiet);
  const used = quiet.length > 0 ? quiet : rounds;
  const byWall = median(used.map(({ one, two }) => one.wallMs / two.wallMs));
  const taken = median(rounds.map(({ two }) => two.coresTaken)).toFixed(2);
  const row = (by: string, value: number, aside: string): Row => ({
    suite,
    work: `${name}: ${reads} reads of ${sweeps} sweeps on two threads, by ${by}`,
    peer: "one thread",
    goal: `≥ ${goal}x`,
    value: `${value.toFixed(2)}x (${aside})`,
    met: value >= goal,
  });
  return [
    row(
      "wall time",
      byWall,
      quiet.length > 0
        ? `${quiet.length} quiet rounds of ${rounds.length}`
        : `none of ${rounds.length} rounds was quiet: others took ${taken} cores`,
    ),
    row("CPU time", median(rounds.map(byCpu)), `others took ${taken} cores`),
  ];
}

const byCpu = ({ one, two }: Round): number => (2 * one.cpuMs) / two.cpuMs;
