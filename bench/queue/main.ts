import type { PgBoss } from "pg-boss";
import { type BenchOptions, median, type Row, type Suite } from "../row.ts";
import type { Contender, FullContender } from "./contender.ts";
import { type Ground, openGround } from "./ground.ts";
import { claimRate, cycleRate, wakeTimesMs } from "./measure.ts";
import { naruQueue } from "./naru.ts";
import { fairPgBossQueue, pgBossQueue, startBoss } from "./pg-boss.ts";
import { alternate, rateRow } from "./rounds.ts";

/** Our queue beside pg-boss on one embedded PostgreSQL, in turn; the figures of docs/decisions/0004-queue.md. */
export const run: Suite = async (options) => {
  const ground = await openGround();
  try {
    const ours = await naruQueue(ground.database);
    try {
      const boss = await startBoss(ground.database);
      try {
        return await compare(ground, ours, boss, options);
      } finally {
        await boss.stop({ graceful: false });
      }
    } finally {
      await ours.stop();
    }
  } finally {
    await ground.close();
  }
};

async function compare(
  ground: Ground,
  ours: FullContender,
  boss: PgBoss,
  { quick, log }: BenchOptions,
): Promise<Row[]> {
  const rows: Row[] = [];
  const alone = pgBossQueue(boss, ground.database);
  const [rounds, cycles] = quick ? [3, 5] : [7, 100];
  for (const [size, name] of [
    [1, "singly"],
    [10, "in tens"],
  ] as const) {
    for (const peer of [fairPgBossQueue(boss, ground.database), alone]) {
      log(`queue: whole cycle ${name}, beside ${peer.name}`);
      const rate = (contender: Contender) => cycleRate(ground, contender, size, cycles);
      await rate(ours);
      await rate(peer);
      const found = await alternate(
        rounds,
        () => rate(ours),
        () => rate(peer),
      );
      rows.push(rateRow(`enqueue in a transaction, claim, complete, ${name}`, peer.name, "jobs/s", found));
    }
  }
  rows.push(...(await depths(ground, ours, alone, [10, quick ? 5_000 : 100_000], rounds, cycles, log)));
  log("queue: waking a sleeping worker");
  rows.push(await wake(ground, ours, alone, quick ? 5 : 50));
  return rows;
}

/** Claims with few and with many waiting jobs, and how much of its rate each queue keeps. */
async function depths(
  ground: Ground,
  ours: FullContender,
  peer: FullContender,
  [few, many]: readonly [number, number],
  rounds: number,
  claims: number,
  log: (line: string) => void,
): Promise<Row[]> {
  const measure = async (depth: number) => {
    log(`queue: claims with ${depth} waiting`);
    const jobs = await ground.makeJobs(depth);
    const known = new Map(jobs.map((job) => [job.jobId as string, job]));
    await ours.fill(jobs);
    await peer.fill(jobs);
    return alternate(
      rounds,
      () => claimRate(ours, known, claims),
      () => claimRate(peer, known, claims),
    );
  };
  const shallow = await measure(few);
  const deep = await measure(many);
  const kept = {
    ours: median(deep.ours) / median(shallow.ours),
    peer: median(deep.peer) / median(shallow.peer),
  };
  return [
    rateRow(`claims, ${few} waiting`, peer.name, "claims/s", shallow),
    rateRow(`claims, ${many} waiting, 50 projects of 10 organisations`, peer.name, "claims/s", deep),
    {
      suite: "queue",
      work: `claim rate kept from ${few} to ${many} waiting`,
      peer: peer.name,
      goal: "≥ 50 %",
      value: `${(100 * kept.ours).toFixed(0)} % (peer ${(100 * kept.peer).toFixed(0)} %)`,
      met: kept.ours >= 0.5,
    },
  ];
}

async function wake(ground: Ground, ours: FullContender, peer: FullContender, count: number): Promise<Row> {
  const [own, others] = [
    median(await wakeTimesMs(ground, ours, count)),
    median(await wakeTimesMs(ground, peer, count)),
  ];
  return {
    suite: "queue",
    work: "sent until a sleeping worker elsewhere has it, p50",
    peer: peer.name,
    goal: "≥ 1.0×",
    value: `${own.toFixed(1)} ms, ${(others / own).toFixed(2)}× (peer ${others.toFixed(1)} ms)`,
    met: others >= own,
  };
}
