/**
 * Expectation values and gradients in double precision on one thread: the energy of a 20-qubit sum of 1000 Pauli strings
 * and adjoint gradients of an ansatz with 100 parameters, beside Lightning; 500 sets of parameters by 50 observables,
 * beside Aer's estimator. Each figure is for the whole: circuit and observables.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seeded } from "@naru/base";
import { type Circuit, circuitOf, type GateOperation, gate, type PauliSum } from "@naru/circuit";
import { Engine } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";
import type { BenchOptions, Row } from "../row.ts";
import { medians, milliseconds, Peers, preparePython, type Timing, timed } from "./python.ts";

const random = seeded(16);

export async function run({ quick, log }: BenchOptions): Promise<Row[]> {
  preparePython(log);
  const folder = mkdtempSync(join(tmpdir(), "naru-bench-expect-"));
  const bench = new ExpectBench(await Engine.create(nodeHost(), { threads: 1 }), new Peers("expect_peers.py"), folder);
  try {
    const terms = quick ? 100 : 1000;
    await bench.energy(`energy of ${terms} random strings, 20 qubits`, 20, randomSum(20, terms), quick ? 1 : 3);
    log("engine/expect: random strings done");
    const pairs = pairSum(20, quick ? 1 : 3);
    await bench.energy(`energy of ${pairs.terms.length} strings XX, YY, ZZ, 20 qubits`, 20, pairs, 3);
    log("engine/expect: pairs done");
    for (const qubitCount of quick ? [16] : [16, 18, 20]) {
      await bench.gradient(qubitCount, quick ? 2 : qubitCount === 20 ? 3 : 7);
      log(`engine/expect: gradient on ${qubitCount} qubits done`);
    }
    await bench.sets(16, quick ? 20 : 500, 50);
  } finally {
    await bench.close();
    rmSync(folder, { recursive: true });
  }
  return bench.rows;
}

class ExpectBench {
  readonly rows: Row[] = [];
  readonly #engine: Engine;
  readonly #peers: Peers;
  readonly #folder: string;

  constructor(engine: Engine, peers: Peers, folder: string) {
    this.#engine = engine;
    this.#peers = peers;
    this.#folder = folder;
  }

  async energy(work: string, qubitCount: number, observable: PauliSum, rounds: number): Promise<void> {
    const circuit = ansatz(qubitCount, 6 * qubitCount);
    const options = { seed: 1, precision: "double", observables: [observable], method: "statevector" } as const;
    const ourRun = async () => (await this.#engine.run(circuit, options)).expectations?.[0] ?? Number.NaN;
    await ourRun();
    await this.#compare(
      work,
      "Lightning 0.45.0",
      { peer: "energy", file: this.#file(circuit, observable) },
      rounds,
      ourRun,
    );
  }

  async gradient(qubitCount: number, rounds: number): Promise<void> {
    const circuit = ansatz(qubitCount, 100);
    const observable = pairSum(qubitCount, 1);
    const ourRun = async () => (await this.#engine.gradient(circuit, observable, { precision: "double" })).value;
    for (let warming = 0; warming < 3; warming++) await ourRun();
    const work = `gradient by 100 parameters, ${qubitCount} qubits`;
    const request = { peer: "gradient", file: this.#file(circuit, observable) };
    await this.#compare(work, "Lightning 0.45.0, adjoint", request, rounds, ourRun);
  }

  /** Values are not compared: the estimator draws angles of its own. */
  async sets(qubitCount: number, count: number, observableCount: number): Promise<void> {
    const circuit = ansatz(qubitCount, 6 * qubitCount);
    const strings = randomSum(qubitCount, observableCount);
    const observables = strings.terms.map(({ paulis }) => ({ terms: [{ paulis, coefficient: 1 }] }));
    const sets = Array.from({ length: count }, () =>
      Float64Array.from({ length: 6 * qubitCount }, () => 3 * random.uniform()),
    );
    const options = { seed: 1, precision: "double", observables } as const;
    const ourRun = async () => (await this.#engine.bind(circuit, sets, options)).length;
    await this.#engine.bind(circuit, sets.slice(0, 10), options);
    const work = `${count} sets of parameters by ${observableCount} observables, ${qubitCount} qubits`;
    const request = { peer: "estimate", file: this.#file(circuit, strings), sets: count };
    await this.#compare(work, "Aer 0.18.2, EstimatorV2", request, 1, ourRun, false);
  }

  async close(): Promise<void> {
    this.#peers.close();
    await this.#engine.close();
  }

  async #compare(
    work: string,
    peer: string,
    request: object,
    rounds: number,
    ourRun: () => Promise<number>,
    isSame = true,
  ): Promise<void> {
    const ours: Timing[] = [];
    const theirs: Timing[] = [];
    for (let round = 0; round < rounds; round++) {
      let value = Number.NaN;
      const timing = await timed(async () => {
        value = await ourRun();
      });
      ours.push(timing);
      // a peer that takes seconds is run once
      if (theirs[0] && theirs[0].wallMs > 5000) continue;
      const answer = await this.#peers.ask<Timing & { value: number }>(request);
      if (isSame && Math.abs(answer.value - value) > 1e-9)
        throw new Error(`${peer} says ${answer.value}, we ${value}.`);
      theirs.push(answer);
    }
    const [our, their] = [medians(ours), medians(theirs)];
    const ratio = their.cpuMs / our.cpuMs;
    this.rows.push({
      suite: "engine/expect",
      work,
      peer,
      goal: "≥ 1x of its CPU time",
      value: `${ratio.toFixed(1)}x CPU, ${(their.wallMs / our.wallMs).toFixed(1)}x wall (${milliseconds(our.cpuMs)} and ${milliseconds(their.cpuMs)} CPU)`,
      met: ratio >= 1,
    });
  }

  #file({ qubitCount, operations }: Circuit, { terms }: PauliSum): string {
    const file = join(this.#folder, `${this.rows.length}.json`);
    writeFileSync(file, JSON.stringify({ qubitCount, operations, terms }));
    return file;
  }
}

/** Layers of RY and RZ on each qubit and a chain of CX, up to so many parameters. */
function ansatz(qubitCount: number, parameters: number): Circuit {
  const operations: GateOperation[] = [];
  for (let k = 0; k < parameters; k++) {
    const place = k % (2 * qubitCount);
    if (place === 0 && k > 0) for (let q = 1; q < qubitCount; q++) operations.push(gate("cx", [q - 1, q]));
    operations.push(gate(place < qubitCount ? "ry" : "rz", [place % qubitCount], [3 * random.uniform()]));
  }
  for (let q = 1; q < qubitCount; q++) operations.push(gate("cx", [q - 1, q]));
  return circuitOf(qubitCount, operations);
}

function randomSum(qubitCount: number, count: number): PauliSum {
  const letters = () => Array.from({ length: qubitCount }, () => "IXYZ"[random.below(4)]).join("");
  return {
    terms: Array.from({ length: count }, () => ({ paulis: letters(), coefficient: random.uniform() - 0.5 })),
  };
}

/** XX, YY and ZZ on all pairs at most so far apart. */
function pairSum(qubitCount: number, farthest: number): PauliSum {
  const terms: { paulis: string; coefficient: number }[] = [];
  for (let a = 0; a < qubitCount; a++) {
    for (let b = a + 1; b < Math.min(qubitCount, a + farthest + 1); b++) {
      for (const pauli of "XYZ") {
        const letters = Array.from({ length: qubitCount }, (_, k) => (k === a || k === b ? pauli : "I"));
        terms.push({ paulis: letters.join(""), coefficient: 1 / (b - a) });
      }
    }
  }
  return { terms };
}
