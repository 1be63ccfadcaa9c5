/**
 * The solvers of models beside known optima: how far their answers are from them after a time limit, as the models' own
 * library judges the answers, and by how much the limit is missed. The instances lie beside the repository, and rows say so
 * where they do not.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ModelFormat, type Solved, solveModel } from "@naru/annealer";
import { highsSolver } from "@naru/annealer/highs";
import { nodeHost } from "@naru/engine/node";
import { Peers, preparePython } from "../engine/python.ts";
import type { BenchOptions, Row } from "../row.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));
const data = fileURLToPath(new URL("../../../shared/data/", import.meta.url));
const suite = "annealer/hybrid";
const limitSeconds = 5;
/** How far from the limit an answer may come. */
const mostTimeError = 0.05;

interface Task {
  readonly work: string;
  readonly format: ModelFormat;
  readonly ask: object;
  readonly best: number | null;
  /** The gap, in parts of the best, that is the goal. */
  readonly mostGap: number;
  readonly isExact?: boolean;
}

interface Knapsack {
  readonly name: string;
  readonly capacity: number;
  readonly weights: readonly number[];
  readonly profits: readonly number[];
  readonly optimum: number;
}

export async function run({ quick, log }: BenchOptions): Promise<Row[]> {
  preparePython(log, folder);
  const place = mkdtempSync(join(tmpdir(), "naru-hybrid-"));
  const peers = new Peers("model_peers.py", 1, folder);
  try {
    const rows: Row[] = [];
    for (const task of tasks(quick)) {
      log(`${suite}: ${task.work}`);
      rows.push(await rowOf(peers, place, task));
    }
    rows.push(await binary(peers, place, quick ? 100_000 : 1_000_000, quick ? 100_000 : 1_000_000));
    rows.push(await binary(peers, place, 3000, 900_000));
    return rows;
  } finally {
    peers.close();
    rmSync(place, { recursive: true });
  }
}

function tasks(quick: boolean): readonly Task[] {
  const found: Task[] = [];
  const add = (file: string, make: () => readonly Task[]) => {
    if (existsSync(`${data}${file}`)) found.push(...make());
    else found.push({ work: `${file} is not there`, format: "nl", ask: {}, best: null, mostGap: 0 });
  };
  add("knapsack/knapsack.json", () =>
    (JSON.parse(readFileSync(`${data}knapsack/knapsack.json`, "utf8")) as Knapsack[])
      .slice(0, quick ? 1 : undefined)
      .flatMap(({ name, optimum, ...model }) => {
        const ask = { kind: "write-knapsack", ...model };
        const common = { best: -optimum, mostGap: 0.01 };
        return [
          {
            work: `knapsack ${name}, CQM, exact solver`,
            format: "cqm",
            ask: { ...ask, as: "cqm" },
            isExact: true,
            ...common,
          },
          { work: `knapsack ${name}, CQM, search alone`, format: "cqm", ask: { ...ask, as: "cqm" }, ...common },
          { work: `knapsack ${name}, nonlinear`, format: "nl", ask: { ...ask, as: "nl" }, ...common },
        ] as const;
      }),
  );
  const tours = [
    ["berlin52", 7542],
    ["kroA100", 21282],
  ] as const;
  for (const [name, best] of tours.slice(0, quick ? 1 : undefined)) {
    add(`tsp/${name}.tsp`, () => {
      const ask = { kind: "write-tour", distances: distancesOf(pointsOf(`${data}tsp/${name}.tsp`)) };
      return [{ work: `TSP ${name}, nonlinear`, format: "nl", ask, best, mostGap: 0.05 }];
    });
  }
  add("cvrp/A-n32-k5.vrp", () => {
    const file = `${data}cvrp/A-n32-k5.vrp`;
    const demand = section(file, "DEMAND_SECTION").map(([, load]) => load);
    const ask = { kind: "write-routes", distances: distancesOf(pointsOf(file)), demand, vehicles: 5, capacity: 100 };
    return [{ work: "CVRP A-n32-k5, nonlinear", format: "nl", ask, best: 784, mostGap: 0.05 }];
  });
  found.push({ work: "QAP of 9, nonlinear", format: "nl", ask: { kind: "write-assignment" }, best: null, mostGap: 0 });
  return found;
}

async function rowOf(peers: Peers, place: string, task: Task): Promise<Row> {
  const row = {
    suite,
    work: task.work,
    peer: null,
    goal: `gap ≤ ${percent(task.mostGap)}, not later than ${percent(mostTimeError)}`,
  };
  if (!("kind" in task.ask)) return { ...row, value: "the instance is not there", met: false };
  const [model, states] = [join(place, "model"), join(place, "states")];
  const { best = task.best } = await peers.ask<{ readonly best?: number | null }>({ ...task.ask, to: model });
  const linear = task.isExact ? { linear: await highsSolver() } : {};
  const { found, late } = await timedSolve(readFileSync(model), task.format, linear);
  let [energy, isFeasible] = [Number.NaN, false];
  if (found.format === "nl") {
    writeFileSync(states, found.file);
    const judged = await peers.ask<{ objective: number; isFeasible: boolean }>({ kind: "judge", model, states });
    [energy, isFeasible] = [judged.objective, judged.isFeasible];
  } else {
    energy = found.energies[0] ?? Number.NaN;
    const count = found.constraints?.labels.length ?? 0;
    isFeasible = found.constraints?.satisfied.subarray(0, count).every((holds) => holds === 1) ?? true;
  }
  const gap = (energy - (best ?? Number.NaN)) / Math.abs(best ?? Number.NaN);
  return {
    ...row,
    value: `${energy}${isFeasible ? "" : " (not feasible)"}, gap ${percent(gap)}, ${found.method.name}, ${found.seconds.toFixed(2)} s`,
    met: isFeasible && gap <= task.mostGap + 1e-9 && late <= mostTimeError,
  };
}

/** A model so large that its file takes a part of the time: the limit is to be kept. */
async function binary(peers: Peers, place: string, size: number, interactions: number): Promise<Row> {
  const file = join(place, "large");
  await peers.ask({ kind: "write-binary", size, interactions, to: file });
  const { found, late } = await timedSolve(readFileSync(file), "bqm", {});
  return {
    suite,
    work: `BQM of ${size} variables, ${interactions} interactions, limit ${limitSeconds} s`,
    peer: null,
    goal: `time limit missed by ≤ ${percent(mostTimeError)}`,
    value: `${found.seconds.toFixed(2)} s, ${found.method.name}`,
    met: Math.abs(late) <= mostTimeError,
  };
}

async function timedSolve(
  file: Uint8Array,
  format: ModelFormat,
  more: object,
): Promise<{ found: Solved; late: number }> {
  const host = { ...nodeHost(), ...more };
  const began = performance.now();
  const found = await solveModel(host, { format, bytes: file, timeLimitSeconds: limitSeconds, seed: 1 });
  return { found, late: ((performance.now() - began) / 1000 - limitSeconds) / limitSeconds };
}

function section(file: string, title: string): readonly (readonly number[])[] {
  const lines = readFileSync(file, "utf8").split("\n");
  const from = lines.findIndex((line) => line.startsWith(title)) + 1;
  const rows = lines.slice(from).map((line) => line.trim().split(/\s+/).map(Number));
  return rows.slice(
    0,
    rows.findIndex((row) => row.some(Number.isNaN) || row.length < 2),
  );
}

const pointsOf = (file: string) => section(file, "NODE_COORD_SECTION").map(([, x, y]) => [x ?? 0, y ?? 0] as const);

/** Rounded, as TSPLIB's EUC_2D has them. */
const distancesOf = (points: readonly (readonly [number, number])[]): number[][] =>
  points.map(([x, y]) => points.map(([u, v]) => Math.floor(Math.hypot(x - u, y - v) + 0.5)));

const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;
