import { percentile, type Row, type Suite } from "../row.ts";
import { bell, WireClient } from "./client.ts";
import { BenchServer } from "./server.ts";

/** The service over HTTP, through IonQ's wire, on the embedded PostgreSQL: latency, acceptance, a class at once. */
export const run: Suite = async ({ quick, log }) => {
  const rows: Row[] = [];
  const server = await BenchServer.create();
  try {
    const key = await server.start();
    log("service: Bell circuit, submit to result");
    rows.push(...(await bellLatency(server.origin, key, quick ? 50 : 1000)));
    log("service: 200 clients at once");
    rows.push(await manyClients(server.origin, key, 200, quick ? 1 : 10));
    log("service: 40 students with 50 circuits each");
    rows.push(await classroom(server.origin, key, 40, quick ? 5 : 50));
    await server.stop();

    log("service: accepting with a short and with a long queue, no workers");
    await server.start(0);
    rows.push(...(await acceptance(server.origin, key, quick ? 2_000 : 100_000, log)));
    await server.stop();
    log("service: working off the long queue");
    await server.start();
    rows.push(await drain(server.origin, key, quick ? 2 : 20));
  } finally {
    await server.remove();
  }
  return rows;
};

async function bellLatency(origin: string, key: string, repetitions: number): Promise<Row[]> {
  const client = new WireClient(origin, key, 1);
  const times: number[] = [];
  for (let i = -20; i < repetitions; i++) {
    const from = performance.now();
    const id = await client.submit(bell);
    await client.finished(id);
    await client.send("GET", `/v0.4/jobs/${id}/results/probabilities`);
    if (i >= 0) times.push(performance.now() - from);
  }
  client.close();
  const row = (name: string, fraction: number, goalMs: number): Row => {
    const value = percentile(times, fraction);
    return {
      suite: "service",
      work: `Bell, submit to result over HTTP, warm, ${name}`,
      peer: null,
      goal: `< ${goalMs} ms`,
      value: `${value.toFixed(1)} ms`,
      met: value < goalMs,
    };
  };
  return [row("p50", 0.5, 30), row("p99", 0.99, 100)];
}

async function manyClients(origin: string, key: string, clients: number, jobsEach: number): Promise<Row> {
  const from = performance.now();
  const outcomes = await Promise.allSettled(
    Array.from({ length: clients }, async () => {
      const client = new WireClient(origin, key, 1);
      for (let i = 0; i < jobsEach; i++) await client.finished(await client.submit(bell));
      client.close();
    }),
  );
  const errors = outcomes.filter(({ status }) => status === "rejected").length;
  const seconds = (performance.now() - from) / 1000;
  return {
    suite: "service",
    work: `${clients} clients at once, ${jobsEach} Bell jobs each`,
    peer: null,
    goal: "no error",
    value: `${errors} errors, ${((clients * jobsEach) / seconds).toFixed(0)} jobs/s`,
    met: errors === 0,
  };
}

async function classroom(origin: string, key: string, students: number, circuits: number): Promise<Row> {
  const from = performance.now();
  await Promise.all(
    Array.from({ length: students }, async (_, student) => {
      const client = new WireClient(origin, key, 4);
      const ids = [];
      for (let i = 0; i < circuits; i++) ids.push(await client.submit(teachingCircuit(student * circuits + i)));
      for (const id of ids) {
        await client.finished(id);
        await client.send("GET", `/v0.4/jobs/${id}/results/probabilities`);
      }
      client.close();
    }),
  );
  const seconds = (performance.now() - from) / 1000;
  return {
    suite: "service",
    work: `${students} students × ${circuits} circuits of 5–8 qubits, submitted at once, all results read`,
    peer: null,
    goal: "< 20 s",
    value: `${seconds.toFixed(1)} s`,
    met: seconds < 20,
  };
}

function teachingCircuit(number: number): object {
  const qubits = 5 + (number % 4);
  const circuit = Array.from({ length: 4 }, (_, layer) => [
    ...Array.from({ length: qubits }, (_, q) => ({
      gate: "ry",
      target: q,
      rotation: 0.1 + 0.3 * layer + 0.01 * (number % 97),
    })),
    ...Array.from({ length: qubits - 1 }, (_, q) => ({ gate: "cnot", control: q, target: q + 1 })),
  ]).flat();
  return { ...bell, input: { gateset: "qis", qubits, circuit } };
}

/** Accepted jobs per second with an empty queue, and again once `depth` jobs wait. */
async function acceptance(origin: string, key: string, depth: number, log: (line: string) => void): Promise<Row[]> {
  const client = new WireClient(origin, key, 32);
  const accept = async (count: number): Promise<number> => {
    let left = count;
    const from = performance.now();
    await Promise.all(
      Array.from({ length: 32 }, async () => {
        while (left-- > 0) await client.submit(bell);
      }),
    );
    return (count / (performance.now() - from)) * 60_000;
  };
  const sample = Math.min(3000, depth / 2);
  await accept(200);
  const short = await accept(sample);
  for (let waiting = sample; waiting < depth; waiting += depth / 10) {
    const rate = await accept(depth / 10);
    log(`service: ${Math.round(waiting + depth / 10)} waiting, ${rate.toFixed(0)} accepted/min`);
  }
  const long = await accept(sample);
  client.close();
  const row = (waiting: string, rate: number): Row => ({
    suite: "service",
    work: `accepted jobs, ${waiting} waiting, 32 connections`,
    peer: null,
    goal: "≥ 5 000/min",
    value: `${rate.toFixed(0)}/min`,
    met: rate >= 5000,
  });
  return [row("few", short), row(`${depth}`, long)];
}

/** Finished jobs per second while the long queue is worked off. */
async function drain(origin: string, key: string, seconds: number): Promise<Row> {
  const finished = async () => {
    const text = await (await fetch(`${origin}/metrics`)).text();
    const lines = text.matchAll(/^naru_jobs_ended_total\{[^}]*state="succeeded"[^}]*\} (\d+)/gm);
    return [...lines].reduce((sum, [, count]) => sum + Number(count), 0);
  };
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const before = await finished();
  const from = performance.now();
  const client = new WireClient(origin, key, 1);
  const times: number[] = [];
  while (performance.now() - from < seconds * 1000) {
    const asked = performance.now();
    await client.send("GET", "/v0.4/jobs?limit=10");
    times.push(performance.now() - asked);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const rate = ((await finished()) - before) / ((performance.now() - from) / 1000);
  client.close();
  return {
    suite: "service",
    work: "working off the long queue",
    peer: null,
    goal: "≥ 83 jobs/s",
    value: `${rate.toFixed(0)} jobs/s; GET /jobs p99 ${percentile(times, 0.99).toFixed(0)} ms`,
    met: rate >= 5000 / 60,
  };
}
