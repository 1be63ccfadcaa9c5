import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { graphOf, type IsingModel, isingModel, isingOfQubo } from "@naru/annealer";
import { seeded } from "@naru/base";

/** Benchmark instances that may not be part of the product: beside the repository, or not at all. */
const folder = fileURLToPath(new URL("../../../shared/data/", import.meta.url));

/** Pegasus P16 with couplings ±1: 5640 spins, 40 484 couplings. */
export function pegasus16(): IsingModel {
  const { qubits, first, second } = graphOf({ type: "pegasus", shape: [16] });
  const placeOf = new Map([...qubits].map((qubit, place) => [qubit, place]));
  const random = seeded(20260401);
  return isingModel(new Float64Array(qubits.length), {
    first: Array.from(first, (qubit) => placeOf.get(qubit) ?? 0),
    second: Array.from(second, (qubit) => placeOf.get(qubit) ?? 0),
    values: Array.from(first, () => (random.below(2) === 1 ? 1 : -1)),
  });
}

/** All pairs of spins coupled by ±1. */
export function dense(size: number): IsingModel {
  const random = seeded(20260401);
  const [first, second, values]: [number[], number[], number[]] = [[], [], []];
  for (let i = 0; i < size; i++) {
    for (let j = i + 1; j < size; j++) {
      first.push(i);
      second.push(j);
      values.push(random.below(2) === 1 ? 1 : -1);
    }
  }
  return isingModel(new Float64Array(size), { first, second, values });
}

/** Max-cut: the energy is minus the cut. Null if the file is not there. */
export function maxCut(name: string): IsingModel | null {
  const lines = linesOf(`maxcut/${name}.txt`);
  if (!lines) return null;
  const [size = 0] = numbersOf(lines[0] ?? "");
  const edges = lines.slice(1).map(numbersOf);
  const sum = edges.reduce((so, [, , weight = 0]) => so + weight, 0);
  return isingModel(
    new Float64Array(size),
    {
      first: edges.map(([i = 0]) => i - 1),
      second: edges.map(([, j = 0]) => j - 1),
      values: edges.map(([, , weight = 0]) => weight / 2),
    },
    -sum / 2,
  );
}

/** A QUBO to be made large: the energy is minus its value. Null if the file is not there. */
export function qubo(name: string): IsingModel | null {
  const lines = linesOf(`qubo/${name}.qubo`)?.filter((line) => !line.startsWith("c"));
  if (!lines) return null;
  const size = Number(lines[0]?.split(/\s+/)[3]);
  const linear = new Float64Array(size);
  const pairs: number[][] = [];
  for (const [i = 0, j = 0, weight = 0] of lines.slice(1).map(numbersOf)) {
    if (i === j) linear[i] = (linear[i] ?? 0) - weight;
    else pairs.push([i, j, -weight]);
  }
  return isingOfQubo(linear, {
    first: pairs.map(([i = 0]) => i),
    second: pairs.map(([, j = 0]) => j),
    values: pairs.map(([, , weight = 0]) => weight),
  });
}

/** The model as the peers take it. */
export function wireOf(name: string, { size, fields, starts, neighbours, couplings, offset }: IsingModel): object {
  const [first, second, values]: [number[], number[], number[]] = [[], [], []];
  for (let i = 0; i < size; i++) {
    for (let k = starts[i] ?? 0; k < (starts[i + 1] ?? 0); k++) {
      const j = neighbours[k] ?? 0;
      if (j < i) continue;
      first.push(i);
      second.push(j);
      values.push(couplings[k] ?? 0);
    }
  }
  return { kind: "load", name, fields: [...fields], first, second, values, offset };
}

function linesOf(path: string): string[] | null {
  return existsSync(folder + path)
    ? readFileSync(folder + path, "utf8")
        .trim()
        .split("\n")
    : null;
}

const numbersOf = (line: string): number[] => line.trim().split(/\s+/).map(Number);
