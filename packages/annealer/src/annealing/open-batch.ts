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
/** With fewer reads and more neighbours, lockstep leaves too many of its lanes idle. */
const fewReads = 3;
const manyNeighbours = 10;

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
  if (unit !== null) return openBytewise(host, model, schedule, unit);
  if (kernel === "bytewise") {
    throw new InvalidInputError(
      `The kernel "bytewise" takes whole multiples of one unit, at most ${bytewiseMaxField} at a spin. Leave the choice to "auto".`,
    );
  }
  const isAlone = reads <= fewReads && couplings.length > manyNeighbours * size;
  if (kernel === "auto" && isAlone) return openKept(host, model, schedule);
  return openLockstep(host, model, schedule, reads);
}
