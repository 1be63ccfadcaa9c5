import { setTimeout as sleep } from "node:timers/promises";
import { noGoal, percentile, type Row, type Suite } from "../row.ts";
import { IbmClient } from "./ibm-client.ts";
import { bell, bellOnHeron, dense, longSweep, manyCircuits, type SamplerJob, samplerBody } from "./ibm-jobs.ts";
import { BenchServer } from "./server.ts";

/** The service through IBM's wire, on the embedded PostgreSQL: latency, clients that poll, large submissions. */
export const run: Suite = async ({ quick, log }) => {
  const rows: Row[] = [];
  const server = await BenchServer.create();
  try {
    const key = await server.start();
    const client = await IbmClient.open(server.origin, key, 4);
    for (const [machine, job] of [
      ["the simulator", bell()],
      ["156 noisy qubits", bellOnHeron()],
    ] as const) {
      log(`service/ibm: SamplerV2, a Bell pair on ${machine}`);
      rows.push(...(await roundTrips(client, machine, job, quick ? 30 : 500)));
    }
    for (const [name, job] of [
      ["a sweep of 5 000 sets of 200 values", longSweep],
      ["300 circuits of 900 gates", manyCircuits],
    ] as const) {
      log(`service/ibm: ${name}`);
      rows.push(...(await largeSubmissions(client, name, job, quick ? 1 : 5)));
    }
    client.close();
    for (const [everyMs, goalMs] of [
      [500, 50],
      [100, null],
    ] as const) {
      log(`service/ibm: 200 clients that poll every ${everyMs} ms`);
      rows.push(await polling(server.origin, key, everyMs, goalMs, quick ? 3 : 20));
    }
  } finally {
    await server.remove();
  }
  return rows;
};

const suite = "service/ibm";

function row(work: string, value: number, unit: "ms" | "s", goal: number | null, more = ""): Row {
  const shown = unit === "ms" ? value.toFixed(1) : value.toFixed(2);
  return {
    ...{
      suite,
      work,
      peer: null,
      goal: goal === null ? noGoal : `< ${goal} ${unit}`,
      value: `${shown} ${unit}${more}`,
    },
    met: goal === null ? null : value < goal,
  };
}

/** Everything that the client asks from `run` to `result`, one after another; a job that is young is waited for. */
async function roundTrips(client: IbmClient, machine: string, job: SamplerJob, times: number): Promise<Row[]> {
  const body = samplerBody(job);
  const taken: number[] = [];
  for (let k = -20; k < times; k++) {
    const from = performance.now();
    await client.prepare(job.backend);
    const id = await client.submit(body);
    await client.finished(id);
    await client.results(id);
    if (k >= 0) taken.push(performance.now() - from);
  }
  return [0.5, 0.99].map((fraction) =>
    row(
      `SamplerV2, a Bell pair on ${machine}, submit to result, p${fraction * 100}`,
      percentile(taken, fraction),
      "ms",
      fraction === 0.5 ? 60 : null,
    ),
  );
}

/** How long submissions of about 10 MB take, and how long others that ask for a job wait meanwhile. */
async function largeSubmissions(
  client: IbmClient,
  name: string,
  job: (seed: number) => SamplerJob,
  times: number,
): Promise<Row[]> {
  const other = await client.submit(samplerBody(bell()));
  await client.finished(other);
  const taken: number[] = [];
  const waits: number[] = [];
  let bytes = 0;
  for (let k = 0; k < times; k++) {
    const body = Buffer.from(samplerBody(job(k)));
    bytes = body.length;
    let isOpen = true;
    const from = performance.now();
    const submission = client.submit(body).finally(() => {
      taken.push((performance.now() - from) / 1000);
      isOpen = false;
    });
    const [id, waited] = await Promise.all([submission, watch(client, other, () => isOpen)]);
    waits.push(...waited);
    await client.finished(id);
  }
  const work = `${name}, ${(bytes / 1e6).toFixed(1)} MB`;
  return [
    row(`${work}, accepted, p50`, percentile(taken, 0.5), "s", 1, ` (longest ${Math.max(...taken).toFixed(2)} s)`),
    row(`${work}, longest wait of others meanwhile`, Math.max(...waits), "ms", null),
  ];
}

/** How long each `GET /jobs/{id}` took, one every 5 ms, until `isOpen` says no more. */
async function watch(client: IbmClient, id: string, isOpen: () => boolean): Promise<number[]> {
  const waits: number[] = [];
  while (isOpen()) {
    const from = performance.now();
    await client.status(id);
    waits.push(performance.now() - from);
    await sleep(5);
  }
  return waits;
}

/**
 * 200 clients, each of which asks for its own job that waits, while two simulations take every core: a large one, and small
 * ones one after another. What the clients take is told beside it, as they are on the same machine.
 */
async function polling(
  origin: string,
  key: string,
  everyMs: number,
  goalMs: number | null,
  seconds: number,
): Promise<Row> {
  const clients = 200;
  const client = await IbmClient.open(origin, key, clients);
  const running = await client.submit(samplerBody(dense(26, 40, 0)));
  const body = samplerBody(dense(26, 40, 1));
  const ids: string[] = [];
  for (let k = 0; k < clients; k++) ids.push(await client.submit(body));
  while ((await client.status(running)) === "Queued") await sleep(20);
  const pollers = await Promise.all(ids.map((id) => client.poller(id)));
  // What is sent meanwhile is made beforehand: the clients share this process.
  const bodies = Array.from({ length: 10 * seconds }, (_, k) => samplerBody(dense(19, 20, k)));
  // Young jobs are waited for; that is no latency.
  await sleep(500);
  const until = performance.now() + seconds * 1000;
  const isOpen = () => performance.now() < until;
  const small = smallSimulations(client, bodies, isOpen);
  const times: number[] = [];
  const cpu = process.cpuUsage();
  await Promise.all(
    pollers.map(async (poller, k) => {
      await sleep((k / clients) * everyMs);
      while (isOpen()) {
        const took = await poller.ask();
        times.push(took);
        await sleep(Math.max(0, everyMs - took));
      }
    }),
  );
  const { user, system } = process.cpuUsage(cpu);
  const ownMs = (user + system) / 1000 / times.length;
  const done = await small;
  for (const poller of pollers) poller.close();
  for (const id of [running, ...ids]) await client.cancel(id);
  client.close();
  return row(
    `${clients} clients ask for their job every ${everyMs} ms while two simulations run, GET /jobs/{id}, p99`,
    percentile(times, 0.99),
    "ms",
    goalMs,
    ` (p50 ${percentile(times, 0.5).toFixed(1)} ms; ${(times.length / seconds).toFixed(0)} requests/s, each ${ownMs.toFixed(2)} ms of CPU time of the clients; ${done} small simulations)`,
  );
}

/** Simulations of some tenths of a second, one after another; how many. */
async function smallSimulations(client: IbmClient, bodies: readonly string[], isOpen: () => boolean): Promise<number> {
  let done = 0;
  for (; isOpen() && done < bodies.length; done++) {
    const id = await client.submit(bodies[done] ?? "");
    while (isOpen() && (await client.status(id)) !== "Completed") await sleep(20);
  }
  return done;
}
