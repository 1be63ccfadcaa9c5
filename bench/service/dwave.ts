import { setTimeout as sleep } from "node:timers/promises";
import { seeded } from "@naru/base";
import { noGoal, percentile, type Suite } from "../row.ts";
import { HttpClient } from "./http.ts";
import { BenchServer } from "./server.ts";

const solver = "emu_pegasus_p16";
const reads = 100;
const goalSeconds = 1;

/**
 * The service through D-Wave's wire, on the embedded PostgreSQL: problems with every working qubit and coupler of a P16, from
 * the submission to the whole answer, and how long others wait meanwhile.
 */
export const run: Suite = async ({ quick, log }) => {
  const server = await BenchServer.create();
  try {
    const key = await server.start();
    const client = new HttpClient(server.origin, { "x-auth-token": key }, 4);
    const body = await problemOf(client);
    log(`service/dwave: ${solver}, ${reads} reads, ${(body.length / 1e6).toFixed(2)} MB`);
    const taken: number[] = [];
    const waits: number[] = [];
    let cpuSeconds = 0;
    for (let k = -2; k < (quick ? 3 : 20); k++) {
      if (k === 0) cpuSeconds = await server.cpuSeconds();
      let isOpen = true;
      const from = performance.now();
      const trip = roundTrip(client, body).finally(() => {
        if (k >= 0) taken.push((performance.now() - from) / 1000);
        isOpen = false;
      });
      const [, waited] = await Promise.all([trip, watch(client, () => isOpen)]);
      if (k >= 0) waits.push(...waited);
    }
    cpuSeconds = (await server.cpuSeconds()) - cpuSeconds;
    client.close();
    const seconds = percentile(taken, 0.5);
    const suite = "service/dwave";
    return [
      {
        ...{ suite, work: `P16 QPU problem, ${reads} reads, 20 µs, submit to answer, p50`, peer: null },
        goal: `< ${goalSeconds} s`,
        value: `${seconds.toFixed(2)} s (longest ${Math.max(...taken).toFixed(2)} s; ${(cpuSeconds / taken.length).toFixed(2)} s of CPU time of the server)`,
        met: seconds < goalSeconds,
      },
      {
        ...{ suite, work: "the same, wait of others meanwhile, p99", peer: null, goal: noGoal, met: null },
        value: `${percentile(waits, 0.99).toFixed(1)} ms (longest ${Math.max(...waits).toFixed(1)} ms)`,
      },
    ];
  } finally {
    await server.remove();
  }
};

/** Couplings of ±1 on every coupler of the solver, as its client writes them. */
async function problemOf(client: HttpClient): Promise<string> {
  const { identity, properties } = (await ask(client, "GET", `/solvers/remote/${solver}/`)) as {
    identity: object;
    properties: { qubits: number[]; couplers: number[][] };
  };
  const random = seeded(3);
  const data = {
    format: "qp",
    lin: packed(new Float64Array(properties.qubits.length)),
    quad: packed(Float64Array.from(properties.couplers, () => random.below(2) * 2 - 1)),
  };
  const params = { num_reads: reads, annealing_time: 20, answer_mode: "raw" };
  return JSON.stringify([{ solver: identity, data, type: "ising", params }]);
}

async function roundTrip(client: HttpClient, body: string): Promise<void> {
  const [{ id }] = (await ask(client, "POST", "/problems/", body)) as [{ id: string }];
  for (;;) {
    const [{ status }] = (await ask(client, "GET", `/problems/?id=${id}&timeout=30`)) as [{ status: string }];
    if (status === "COMPLETED") break;
    if (status !== "PENDING" && status !== "IN_PROGRESS") throw new Error(`problem ${id} ended ${status}`);
  }
  await ask(client, "GET", `/problems/${id}/`);
}

/** How long each question of another client took, one every 5 ms, until `isOpen` says no more. */
async function watch(client: HttpClient, isOpen: () => boolean): Promise<number[]> {
  const waits: number[] = [];
  while (isOpen()) {
    const from = performance.now();
    await ask(client, "GET", "/problems/?max_results=1");
    waits.push(performance.now() - from);
    await sleep(5);
  }
  return waits;
}

async function ask(client: HttpClient, method: string, path: string, text?: string): Promise<unknown> {
  const answer = await client.exchange(method, `/sapi/v2${path}`, text);
  if (answer.status !== 200) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
  return JSON.parse(answer.text);
}

const packed = (numbers: Float64Array): string => Buffer.from(numbers.buffer).toString("base64");
