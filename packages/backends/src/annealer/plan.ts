import { InvalidInputError, TooLargeError, UnsupportedError } from "@naru/base";
import type { AnnealWorkload, MachineTiming, Workload } from "@naru/workload";
import type { BackendSpec } from "../backend.ts";
import { type AnnealPath, checkWithin, readPath } from "./anneal-path.ts";
import type { Couplers } from "./couplers.ts";
import type { AnnealerMachine } from "./machine.ts";
import { readProblem, type SpinProblem } from "./problem.ts";
import { checkRanges, scaleOf } from "./ranges.ts";
import { type Sweep, sweepsOf } from "./sweeps.ts";
import { timingOf } from "./timing.ts";

/** A workload that this machine takes, with all that is known before it runs. */
export interface Plan {
  readonly workload: AnnealWorkload;
  readonly problem: SpinProblem;
  readonly scale: number;
  readonly path: AnnealPath;
  readonly sweeps: readonly Sweep[];
  /** Reads of each programming. */
  readonly programmings: readonly number[];
  /** Spins of the problem's qubits in which reverse anneals begin. */
  readonly initial: Int8Array | null;
  readonly timing: MachineTiming;
}

/** Throws InvalidInputError, UnsupportedError or TooLargeError for what this machine does not take, with the limit. */
export function planOf(
  spec: BackendSpec,
  { machine, couplers }: { machine: AnnealerMachine; couplers: () => Couplers },
  asked: Workload,
): Plan {
  const workload = annealingOf(spec, asked);
  checkReads(spec, machine, workload.reads);
  const path = readPath(machine, workload);
  checkWaits(machine, workload, path);
  const problem = readProblem(workload.problem, { name: spec.name, couplers: couplers() });
  checkPerQubit(machine, workload, couplers().graph.size);
  if (!workload.autoScale) checkRanges(spec.name, machine, problem);
  const programmings = sharesOf(workload.reads, programmingsOf(workload));
  return {
    ...{ workload, problem, path, programmings },
    scale: workload.autoScale ? scaleOf(machine, problem) : 1,
    sweeps: sweepsOf(machine.physics, path),
    initial: workload.initialState ? initialOf(workload, workload.initialState) : null,
    timing: timingOf(machine, workload, path, problem.sent.qubits.length, programmings.length),
  };
}

function annealingOf({ name }: BackendSpec, workload: Workload): AnnealWorkload {
  if (workload.kind === "anneal") return workload;
  throw new UnsupportedError(
    `The backend ${name} anneals problems on its qubits and nothing else; this workload is of the kind "${workload.kind}".`,
    { backend: name, kind: workload.kind },
  );
}

function checkReads({ name }: BackendSpec, { reads: [least, most] }: AnnealerMachine, reads: number): void {
  if (!Number.isSafeInteger(reads) || reads < least) {
    throw new InvalidInputError(`The backend ${name} takes ${least} to ${most} reads; this job has ${reads}.`, {
      reads,
    });
  }
  if (reads > most) {
    throw new TooLargeError(`The backend ${name} takes up to ${most} reads; this job has ${reads}.`, {
      ...{ backend: name, reads, limit: most },
    });
  }
}

function checkWaits(machine: AnnealerMachine, workload: AnnealWorkload, path: AnnealPath): void {
  const programmingUs = workload.programmingThermalisationUs ?? machine.programmingThermalisationUs.usual;
  const readoutUs = workload.readoutThermalisationUs ?? machine.readoutThermalisationUs.usual;
  checkWithin("waits after programming, in microseconds, of", programmingUs, machine.programmingThermalisationUs.range);
  checkWithin("waits after readout, in microseconds, of", readoutUs, machine.readoutThermalisationUs.range);
  const runUs = workload.reads * (path.us + readoutUs) + programmingUs;
  if (runUs > machine.runUs[1]) {
    throw new TooLargeError(
      `All reads together last ${runUs} µs, and this machine runs up to ${machine.runUs[1]}. Ask for fewer reads or shorter anneals.`,
      { runUs, limit: machine.runUs[1] },
    );
  }
  const { maxSamples, spinReversals } = workload;
  for (const [what, value, least] of [
    ["samples wanted", maxSamples ?? 1, 1],
    ["spin reversals", spinReversals, 0],
  ] as const) {
    if (!Number.isSafeInteger(value) || value < least) {
      throw new InvalidInputError(`The number of ${what} is ${value}. Give a whole number from ${least}.`);
    }
  }
}

/** Lists that have one number for each qubit of the machine, there or not. */
function checkPerQubit(
  { offsetRange }: AnnealerMachine,
  { offsets, fluxes, initialState }: AnnealWorkload,
  size: number,
) {
  for (const [what, list] of Object.entries({ offsets, fluxes, "initial states": initialState })) {
    if (!list || (list.length === size && list.every(Number.isFinite))) continue;
    throw new InvalidInputError(`The ${what} have ${list.length} entries. Give a number for each of ${size} qubits.`);
  }
  for (const flux of fluxes ?? []) checkWithin("fluxes, in flux quanta, of", flux, [-1, 1]);
  if (!offsets) return;
  if (!offsetRange && offsets.some((offset) => offset !== 0)) {
    throw new UnsupportedError("This machine cannot advance qubits in the anneal. Leave out the offsets.");
  }
  for (const offset of offsets) if (offset !== 0) checkWithin("offsets of qubits of", offset, offsetRange ?? [0, 0]);
}

function initialOf({ problem: { qubits, vartype } }: AnnealWorkload, states: readonly number[]): Int8Array {
  const down = vartype === "spin" ? -1 : 0;
  return Int8Array.from(qubits, (qubit) => {
    const state = states[qubit];
    if (state === 1) return 1;
    if (state === down) return -1;
    throw new InvalidInputError(`The initial state of qubit ${qubit} is ${state}. Give 1 or ${down}.`, { qubit });
  });
}

/** With other senses of the spins, the problem is programmed anew. */
const programmingsOf = ({ spinReversals, reads }: AnnealWorkload): number =>
  Math.max(1, Math.min(spinReversals, reads));

/** So many reads as evenly as can be, the larger shares first. */
const sharesOf = (reads: number, shares: number): number[] =>
  Array.from({ length: shares }, (_, k) => Math.floor(reads / shares) + (k < reads % shares ? 1 : 0));
