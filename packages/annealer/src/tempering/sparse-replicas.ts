import { log } from "@naru/base";
import { fillWords } from "../annealing/batch.ts";
import { lockstepKernel } from "../annealing/lockstep-kernel.ts";
import { entryBytes, writeLists } from "../annealing/neighbour-lists.ts";
import type { AnnealerHost } from "../host.ts";
import { allocate, kernelsIn, layOut } from "../memory.ts";
import type { IsingModel } from "../model.ts";
import { energiesKernel } from "./energies-kernel.ts";
import type { Replicas } from "./replicas.ts";

const vectors = 3;
/** Replicas that one call of the kernel sweeps side by side. */
const groupReads = 4 * vectors;

/** Replicas of a model in which spins have few neighbours, in groups of 12. */
export function sparseReplicas(host: AnnealerHost, model: IsingModel, wanted: number): Replicas {
  const { size, couplings, fields, offset } = model;
  const groups = Math.ceil(wanted / groupReads);
  const groupBytes = 4 * groupReads * size;
  const { addresses, bytes } = layOut([
    groups * groupBytes,
    4 * (size + 1),
    entryBytes * couplings.length,
    4 * size,
    4 * groupReads * groups,
    4 * groupReads * groups,
    8 * groupReads,
  ]);
  const [spinsAt, startsAt, listAt, fieldsAt, scalesAt, stateAt, energiesAt] = addresses;
  const memory = allocate(host, bytes);
  const { lockstep, energies } = kernelsIn(host, memory, "sparse replicas", () => [
    lockstepKernel(vectors, "reads"),
    energiesKernel(vectors),
  ]);
  const floats = new Float32Array(memory.buffer);
  writeLists(model, memory, startsAt, listAt, 4 * groupReads);
  floats.set(fields, fieldsAt / 4);
  floats.fill(1, spinsAt / 4, (spinsAt + groups * groupBytes) / 4);
  const sums = new Float64Array(memory.buffer, energiesAt, groupReads);
  const placeOf = (replica: number) =>
    (spinsAt + Math.floor(replica / groupReads) * groupBytes) / 4 + (replica % groupReads);

  return {
    count: wanted,
    sweep(sweeps, betas) {
      for (let r = 0; r < groups * groupReads; r++) {
        floats[scalesAt / 4 + r] = log(2) / (2 * betas[Math.min(r, wanted - 1)]!);
      }
      for (let group = 0; group < groups; group++) {
        const own = 4 * groupReads * group;
        lockstep!(size, sweeps, spinsAt + group * groupBytes, startsAt, fieldsAt, scalesAt + own, stateAt + own);
      }
    },
    energies(into) {
      for (let group = 0; group < groups; group++) {
        energies!(size, spinsAt + group * groupBytes, startsAt, fieldsAt, energiesAt);
        for (let k = 0; k < groupReads && group * groupReads + k < wanted; k++) {
          into[group * groupReads + k] = sums[k]! + offset;
        }
      }
    },
    read(replica, into) {
      const from = placeOf(replica);
      for (let i = 0; i < size; i++) into[i] = floats[from + groupReads * i]!;
    },
    write(replica, spins) {
      const from = placeOf(replica);
      for (let i = 0; i < size; i++) floats[from + groupReads * i] = spins[i]!;
    },
    seed(random) {
      fillWords(random, new Uint32Array(memory.buffer, stateAt, groupReads * groups));
    },
  };
}
