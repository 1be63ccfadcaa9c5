import type { Random } from "@naru/base";
import type { AnnealerHost } from "../host.ts";
import { allocate, kernelsIn, layOut } from "../memory.ts";
import type { IsingModel } from "../model.ts";
import { type Batch, fillWords } from "./batch.ts";
import { lockstepKernel } from "./lockstep-kernel.ts";
import { entryBytes, writeLists } from "./neighbour-lists.ts";
import { type Schedule, writeScales } from "./schedule.ts";

/** A batch whose model can be made stronger or weaker between sweeps. */
export interface LockstepBatch extends Batch {
  /**
   * From now on spin i has the field `fields[i]`, and what acts on it, field and couplings, counts `factors[i]` times as
   * much as in the model. Couplings then need not be the same both ways.
   */
  retune(fields: Float64Array, factors: Float64Array): void;
}

/** Batches of up to 12 reads for any model; made for those in which a spin has some tens of neighbours at most. */
export function openLockstep(host: AnnealerHost, model: IsingModel, schedule: Schedule, wanted: number): LockstepBatch {
  const { size, starts, couplings, fields } = model;
  const vectors = Math.min(3, Math.ceil(wanted / 4)) as 1 | 2 | 3;
  const reads = 4 * vectors;
  const { addresses, bytes } = layOut([
    4 * reads * size,
    4 * (size + 1),
    entryBytes * couplings.length,
    4 * size,
    4 * schedule.length,
    4 * reads,
  ]);
  const [spinsAt, startsAt, listAt, fieldsAt, scalesAt, stateAt] = addresses;
  const memory = allocate(host, bytes);
  const kernel = kernelsIn(host, memory, `lockstep ${vectors}`, () => [lockstepKernel(vectors)]).lockstep!;
  const floats = new Float32Array(memory.buffer);

  writeLists(model, memory, startsAt, listAt, 4 * reads);
  floats.set(fields, fieldsAt / 4);
  writeScales(schedule, floats.subarray(scalesAt / 4, scalesAt / 4 + schedule.length));

  return {
    reads,
    run(from, to) {
      kernel(size, to - from, spinsAt, startsAt, fieldsAt, scalesAt + 4 * from, stateAt);
    },
    spins(read, into) {
      for (let i = 0; i < size; i++) into[i] = floats[spinsAt / 4 + reads * i + read]!;
    },
    retune(fieldsNow, factors) {
      for (let i = 0; i < size; i++) {
        const factor = factors[i]!;
        floats[fieldsAt / 4 + i] = fieldsNow[i]! * factor;
        for (let k = starts[i]!; k < starts[i + 1]!; k++) floats[listAt / 4 + 2 * k + 1] = couplings[k]! * factor;
      }
    },
    begin(random: Random, states) {
      fillWords(random, new Uint32Array(memory.buffer, stateAt, reads));
      for (let read = 0; read < reads; read++) {
        const given = states && (read + 1) * size <= states.length ? states : null;
        for (let i = 0; i < size; i++) {
          floats[spinsAt / 4 + reads * i + read] = given ? given[read * size + i]! : random.bits32() & 0x10000 ? 1 : -1;
        }
      }
    },
  };
}
