import { type AnnealerHost, type LockstepBatch, openLockstep } from "@naru/annealer";
import type { Random } from "@naru/base";
import type { Progress } from "../progress.ts";
import type { Programmed } from "./control.ts";
import type { AnnealerPhysics } from "./machine.ts";
import type { Plan } from "./plan.ts";
import { inverseTemperatureAt, type Sweep } from "./sweeps.ts";

/** Reads that fill the kernel's vectors. */
const readsAtOnce = 12;

interface ReadsOptions {
  readonly reads: number;
  readonly random: Random;
  readonly progress: Progress;
  breathe(): Promise<void>;
}

/**
 * Anneals a programmed problem so many times. Gives the spins of read after read, with the senses they have in the problem.
 */
export async function annealReads(
  host: AnnealerHost,
  physics: AnnealerPhysics,
  plan: Plan,
  programmed: Programmed,
  { reads, random, progress, breathe }: ReadsOptions,
): Promise<Int8Array> {
  const { sweeps, initial, workload } = plan;
  const { model, senses } = programmed;
  const { size } = model;
  const spins = new Int8Array(reads * size);
  if (size === 0) return spins;
  // Reads that go on where the one before ended cannot run side by side.
  const isChain = initial !== null && workload.reinitialises === false;
  const width = isChain ? 1 : Math.min(readsAtOnce, reads);
  const schedule = Float64Array.from(sweeps, ({ s }) => inverseTemperatureAt(physics, s));
  const batch = openLockstep(host, model, schedule, width);
  const tuning = tuningOf(physics, plan, programmed, batch);
  const step = stepOf(plan, batch);
  const began = initial?.map((spin, i) => spin * (senses[i] ?? 1));
  let states = began ? repeated(began, width) : null;
  for (let firstRead = 0; firstRead < reads; firstRead += width) {
    batch.begin(random.fork(firstRead), states);
    for (let from = 0; from < sweeps.length; from += step) {
      const to = Math.min(from + step, sweeps.length);
      if (tuning) for (let sweep = from; sweep < to; sweep++) tuning(sweep);
      else batch.run(from, to);
      await breathe();
    }
    const known = Math.min(width, reads - firstRead);
    for (let read = 0; read < known; read++) {
      batch.spins(read, spins.subarray((firstRead + read) * size, (firstRead + read + 1) * size));
    }
    if (isChain) states = spins.slice(firstRead * size, (firstRead + 1) * size);
    progress.finish(known);
  }
  for (let k = 0; k < spins.length; k++) spins[k] = (spins[k] ?? 1) * (senses[k % size] ?? 1);
  return spins;
}

/** Spins and neighbours that one call of the kernel looks at: some 10 ms. */
const workAtOnce = 4e6;

const stepOf = ({ problem: { sent } }: Plan, batch: LockstepBatch): number =>
  Math.max(
    1,
    Math.floor(workAtOnce / ((sent.qubits.length + 2 * sent.quadratic.length) * Math.ceil(batch.reads / 12))),
  );

function repeated(states: Int8Array, times: number): Int8Array {
  const all = new Int8Array(times * states.length);
  for (let k = 0; k < times; k++) all.set(states, k * states.length);
  return all;
}

/** Places of the anneal that qubits with offsets are looked at. */
const places = 100;

/**
 * Runs one sweep with the fields and the qubits' advances of its moment, where they change; null where they do not. A qubit
 * that is ahead by an offset sees the inverse temperature of the place where it is.
 */
function tuningOf(
  physics: AnnealerPhysics,
  { sweeps, workload, problem }: Plan,
  { askedFields, ownFields }: Programmed,
  batch: LockstepBatch,
): ((sweep: number) => void) | null {
  const { offsets } = workload;
  const isAhead = offsets?.some((offset) => offset !== 0) ?? false;
  const hasGain = sweeps.some(({ fieldGain }) => fieldGain !== 1);
  if (!isAhead && !hasGain) return null;
  const { qubits } = problem.sent;
  const ones = new Float64Array(qubits.length).fill(1);
  const known = new Map<number, Float64Array>();
  function factorsAt(s: number): Float64Array {
    if (!isAhead) return ones;
    const place = Math.round(s * places);
    let factors = known.get(place);
    if (!factors) {
      const own = inverseTemperatureAt(physics, place / places);
      factors = Float64Array.from(
        qubits,
        (qubit) => inverseTemperatureAt(physics, place / places + (offsets?.[qubit] ?? 0)) / own,
      );
      known.set(place, factors);
    }
    return factors;
  }
  let before: { readonly gain: number; readonly factors: Float64Array } | null = null;
  return (sweep) => {
    const { s, fieldGain: gain } = sweeps[sweep] as Sweep;
    const factors = factorsAt(s);
    if (before?.gain !== gain || before.factors !== factors) {
      batch.retune(
        askedFields.map((field, i) => field * gain + (ownFields[i] ?? 0)),
        factors,
      );
      before = { gain, factors };
    }
    batch.run(sweep, sweep + 1);
  };
}
