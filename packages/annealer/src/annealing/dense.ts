import type { AnnealerHost } from "../host.ts";
import { allocate, kernelsIn, layOut } from "../memory.ts";
import type { IsingModel } from "../model.ts";
import type { Batch } from "./batch.ts";
import { denseGroup, denseKernel } from "./dense-kernel.ts";
import { keptRead, writeRows } from "./kept-fields.ts";
import { type Schedule, writeScales } from "./schedule.ts";

/** Memory that the rows of n spins take. */
export const denseBytes = (size: number): number => 4 * (Math.ceil(size / denseGroup) * denseGroup) ** 2;

/** Batches of one read, for a model in which most pairs are coupled. */
export function openDense(host: AnnealerHost, model: IsingModel, schedule: Schedule): Batch {
  const width = Math.ceil(model.size / denseGroup) * denseGroup;
  const { addresses, bytes } = layOut([4 * width, 4 * width, 4 * width * width, 4 * schedule.length, 16, 16]);
  const [spinsAt, sumsAt, rowsAt, scalesAt, stateAt, scratchAt] = addresses;
  const memory = allocate(host, bytes);
  const kernel = kernelsIn(host, memory, "dense", () => [denseKernel()]).dense!;
  const floats = new Float32Array(memory.buffer);
  writeRows(model, floats, rowsAt / 4, width);
  writeScales(schedule, floats.subarray(scalesAt / 4, scalesAt / 4 + schedule.length));

  return {
    ...keptRead(model, floats, width, { spins: spinsAt, sums: sumsAt, state: stateAt }),
    run(from, to) {
      kernel(width, to - from, spinsAt, sumsAt, rowsAt, scalesAt + 4 * from, stateAt, scratchAt);
    },
  };
}
