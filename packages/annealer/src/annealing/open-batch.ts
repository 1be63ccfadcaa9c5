import { InvalidInputError } from "@naru/base";
import type { AnnealerHost } from "../host.ts";
import type { IsingModel } from "../model.ts";
import type { Batch } from "./batch.ts";
import { openBytewise } from "./bytewise.ts";
import { bytewiseMaxField } from "./bytewise-kernel.ts";
import { denseBytes, openDense } from "./dense.ts";
import { openKept } from "./kept.ts";
import { openLockstep } from "./lockstep.ts";
import type { Schedule } from "./schedule.ts";
import { unitOf } from "./unit.ts";

export type KernelName = "auto" | "bytewise" | "lockstep" | "kept" | "dense";

/**
 * Where more than this part of all pairs is coupled, keeping the fields by rows pays. Measured on 1000 spins: at a tenth,
 * lockstep is three times as fast with 12 reads; at all pairs a prototype of it was fifty times slower.
 */
const densePart = 0.3;
/** Rows of couplings that take more than this do not stay in any cache. */
const mostDenseBytes = 2 ** 30;
/** With fewer reads and more neighbours, those that go side by side leave too many of their lanes idle. */
const fewReads = 3;
const manyNeighbours = 10;
const manyNeighboursOfBytes = 48;
/**
 * Bytes are added once for each unit of a coupling, 16 at a time; lockstep multiplies and adds 12 reads in three steps. So more
 * units than this in a coupling, on average, are better multiplied.
 */
const mostUnits = 3;

/** The fastest kernel that can anneal the model, or the one that is asked for. */
export function openBatch(
  host: AnnealerHost,
  model: IsingModel,
  schedule: Schedule,
  reads: number,
  kernel: KernelName = "auto",
): Batch {
  const { size, couplings } = model;
  const isDense = size >= 32 && couplings.length > densePart * size * (size - 1) && denseBytes(size) <= mostDenseBytes;
  if (kernel === "dense" || (kernel === "auto" && isDense)) return openDense(host, model, schedule);
  if (kernel === "kept") return openKept(host, model, schedule);
  const unit = kernel === "lockstep" ? null : unitOf(model, bytewiseMaxField);
  if (kernel === "bytewise") {
    if (unit !== null) return openBytewise(host, model, schedule, unit);
    throw new InvalidInputError(
      `The kernel "bytewise" takes whole multiples of one unit, at most ${bytewiseMaxField} at a spin. Leave the choice to "auto".`,
    );
  }
  const isAloneWith = (neighbours: number) => reads <= fewReads && couplings.length > neighbours * size;
  if (unit !== null && !isAloneWith(manyNeighboursOfBytes) && meanOf(couplings) <= mostUnits * unit) {
    return openBytewise(host, model, schedule, unit);
  }
  if (kernel === "auto" && isAloneWith(manyNeighbours)) return openKept(host, model, schedule);
  return openLockstep(host, model, schedule, reads);
}

/** The strength of a coupling, on average; 0 if there are none. */
function meanOf(couplings: Float64Array): number {
  let sum = 0;
  for (const coupling of couplings) sum += Math.abs(coupling);
  return couplings.length > 0 ? sum / couplings.length : 0;
}
