import { log } from "@naru/base";
import { fillWords } from "../annealing/batch.ts";
import { denseGroup, denseKernel } from "../annealing/dense-kernel.ts";
import { writeKept, writeRows } from "../annealing/kept-fields.ts";
import type { AnnealerHost } from "../host.ts";
import { allocate, kernelsIn, layOut } from "../memory.ts";
import type { IsingModel } from "../model.ts";
import type { Replicas } from "./replicas.ts";

/** Replicas of a model in which most pairs are coupled. They share its rows, and their local fields are kept. */
export function denseReplicas(host: AnnealerHost, model: IsingModel, count: number): Replicas {
  const { size, fields, offset } = model;
  const width = Math.ceil(size / denseGroup) * denseGroup;
  const { addresses, bytes } = layOut([4 * width * count, 4 * width * count, 4 * width * width, 64, 16 * count, 16]);
  const [spinsAt, sumsAt, rowsAt, scaleAt, stateAt, scratchAt] = addresses;
  const memory = allocate(host, bytes);
  const kernel = kernelsIn(host, memory, "dense", () => [denseKernel()]).dense!;
  const floats = new Float32Array(memory.buffer);
  writeRows(model, floats, rowsAt / 4, width);

  return {
    count,
    sweep(sweeps, betas) {
      for (let r = 0; r < count; r++) {
        floats[scaleAt / 4] = log(2) / (2 * betas[r]!);
        const [spins, sums] = [spinsAt + 4 * width * r, sumsAt + 4 * width * r];
        for (let sweep = 0; sweep < sweeps; sweep++) {
          kernel(width, 1, spins, sums, rowsAt, scaleAt, stateAt + 16 * r, scratchAt);
        }
      }
    },
    energies(into) {
      for (let r = 0; r < count; r++) {
        const [spins, sums] = [spinsAt / 4 + width * r, sumsAt / 4 + width * r];
        let energy = offset;
        for (let i = 0; i < size; i++) energy += (floats[spins + i]! * (fields[i]! + floats[sums + i]!)) / 2;
        into[r] = energy;
      }
    },
    read(replica, into) {
      for (let i = 0; i < size; i++) into[i] = floats[spinsAt / 4 + width * replica + i]!;
    },
    write(replica, spins) {
      writeKept(model, spins, floats, spinsAt / 4 + width * replica, sumsAt / 4 + width * replica, width);
    },
    seed(random) {
      fillWords(random, new Uint32Array(memory.buffer, stateAt, 4 * count));
    },
  };
}
