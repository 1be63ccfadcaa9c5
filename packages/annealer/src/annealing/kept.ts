import type { AnnealerHost } from "../host.ts";
import { allocate, kernelsIn, layOut } from "../memory.ts";
import type { IsingModel } from "../model.ts";
import type { Batch } from "./batch.ts";
import { denseGroup, keptKernel } from "./dense-kernel.ts";
import { keptRead } from "./kept-fields.ts";
import { entryBytes, writeLists } from "./neighbour-lists.ts";
import { type Schedule, writeScales } from "./schedule.ts";

/** Batches of one read, for any model in which spins have many neighbours, but not most others. */
export function openKept(host: AnnealerHost, model: IsingModel, schedule: Schedule): Batch {
  const { size, couplings } = model;
  const width = Math.ceil(size / denseGroup) * denseGroup;
  const { addresses, bytes } = layOut([
    4 * width,
    4 * width,
    4 * (size + 1),
    entryBytes * couplings.length,
    4 * schedule.length,
    16,
    16,
  ]);
  const [spinsAt, sumsAt, startsAt, listAt, scalesAt, stateAt, scratchAt] = addresses;
  const memory = allocate(host, bytes);
  const kernel = kernelsIn(host, memory, "kept", () => [keptKernel()]).kept!;
  const floats = new Float32Array(memory.buffer);
  writeLists(model, memory, startsAt, listAt, 4);
  writeScales(schedule, floats.subarray(scalesAt / 4, scalesAt / 4 + schedule.length));

  return {
    ...keptRead(model, floats, width, { spins: spinsAt, sums: sumsAt, state: stateAt }),
    run(from, to) {
      kernel(width, to - from, spinsAt, sumsAt, startsAt, scalesAt + 4 * from, stateAt, scratchAt);
    },
  };
}
