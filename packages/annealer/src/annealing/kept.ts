import type { AnnealerHost } from "../host.ts";
import { allocate, kernelsIn, layOut } from "../memory.ts";
import { type IsingModel, localField } from "../model.ts";
import { type Batch, fillWords } from "./batch.ts";
import { denseGroup, keptKernel } from "./dense-kernel.ts";
import { lockstepEntryBytes } from "./lockstep-kernel.ts";
import { type Schedule, writeScales } from "./schedule.ts";

/** A field that no turn goes against. */
const holding = 1e30;

/** Batches of one read, for any model in which spins have many neighbours, but not most others. */
export function openKept(host: AnnealerHost, model: IsingModel, schedule: Schedule): Batch {
  const { size, starts, neighbours, couplings } = model;
  const width = Math.ceil(size / denseGroup) * denseGroup;
  const { addresses, bytes } = layOut([
    4 * width,
    4 * width,
    4 * (size + 1),
    lockstepEntryBytes * couplings.length,
    4 * schedule.length,
    16,
    16,
  ]);
  const [spinsAt, sumsAt, startsAt, listAt, scalesAt, stateAt, scratchAt] = addresses as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const memory = allocate(host, bytes);
  const kernel = kernelsIn(host, memory, "kept", () => [keptKernel()]).kept!;
  const words = new Int32Array(memory.buffer);
  const floats = new Float32Array(memory.buffer);
  for (let i = 0; i <= size; i++) words[startsAt / 4 + i] = listAt + lockstepEntryBytes * starts[i]!;
  couplings.forEach((coupling, k) => {
    words[listAt / 4 + 2 * k] = 4 * neighbours[k]!;
    floats[listAt / 4 + 2 * k + 1] = coupling;
  });
  writeScales(schedule, floats.subarray(scalesAt / 4, scalesAt / 4 + schedule.length));

  return {
    reads: 1,
    run(from, to) {
      kernel(width, to - from, spinsAt, sumsAt, startsAt, scalesAt + 4 * from, stateAt, scratchAt);
    },
    spins(_, into) {
      for (let i = 0; i < size; i++) into[i] = floats[spinsAt / 4 + i]!;
    },
    begin(random, states) {
      fillWords(random, new Uint32Array(memory.buffer, stateAt, 4));
      const spins = Int8Array.from({ length: size }, (_, i) => states?.[i] ?? (random.bits32() & 0x10000 ? 1 : -1));
      for (let i = 0; i < width; i++) {
        floats[spinsAt / 4 + i] = spins[i] ?? 1;
        floats[sumsAt / 4 + i] = i < size ? localField(model, spins, i) : -holding;
      }
    },
  };
}
