import { exp, type Random } from "@naru/base";
import type { AnnealerHost } from "../host.ts";
import { allocate, kernelsIn, layOut } from "../memory.ts";
import type { IsingModel } from "../model.ts";
import { type Batch, fillWords } from "./batch.ts";
import { bytewiseKernel, bytewiseReads, bytewiseRowBytes } from "./bytewise-kernel.ts";
import type { Schedule } from "./schedule.ts";

/** Batches of 16 reads for a model whose numbers are whole multiples of `unit`, at most 31 of them in a local field. */
export function openBytewise(host: AnnealerHost, model: IsingModel, schedule: Schedule, unit: number): Batch {
  const { size, starts, neighbours, couplings } = model;
  const multiples = couplings.map((coupling) => Math.round(coupling / unit));
  const entries = multiples.reduce((sum, multiple) => sum + Math.abs(multiple), 0);
  const { addresses, bytes } = layOut([
    16 * size,
    4 * (2 * size + 1),
    4 * entries,
    16 * size,
    bytewiseRowBytes * schedule.length,
    32,
  ]);
  const [spinsAt, startsAt, listAt, fieldsAt, tableAt, stateAt] = addresses as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const memory = allocate(host, bytes);
  const kernel = kernelsIn(host, memory, "bytewise", () => [bytewiseKernel()]).bytewise!;
  const words = new Int32Array(memory.buffer);
  const signed = new Int8Array(memory.buffer);
  const unsigned = new Uint8Array(memory.buffer);

  let at = listAt / 4;
  for (let i = 0; i < size; i++) {
    for (const sign of [1, -1]) {
      words[startsAt / 4 + 2 * i + (sign > 0 ? 0 : 1)] = 4 * at;
      for (let k = starts[i]!; k < starts[i + 1]!; k++) {
        for (let times = sign * multiples[k]!; times > 0; times--) words[at++] = 16 * neighbours[k]!;
      }
    }
    signed.fill(Math.round(model.fields[i]! / unit), fieldsAt + 16 * i, fieldsAt + 16 * (i + 1));
  }
  words[startsAt / 4 + 2 * size] = 4 * at;
  schedule.forEach((beta, sweep) => {
    writeChances(
      unsigned.subarray(tableAt + bytewiseRowBytes * sweep, tableAt + bytewiseRowBytes * (sweep + 1)),
      beta * unit,
    );
  });

  return {
    reads: bytewiseReads,
    run(from, to) {
      kernel(size, to - from, spinsAt, startsAt, fieldsAt, tableAt + bytewiseRowBytes * from, stateAt);
    },
    spins(read, into) {
      for (let i = 0; i < size; i++) into[i] = signed[spinsAt + 16 * i + read]!;
    },
    begin(random: Random, states) {
      fillWords(random, new Uint32Array(memory.buffer, stateAt, 8));
      for (let read = 0; read < bytewiseReads; read++) {
        const given = states && (read + 1) * size <= states.length ? states : null;
        for (let i = 0; i < size; i++) {
          signed[spinsAt + 16 * i + read] = given ? given[read * size + i]! : random.bits32() & 0x10000 ? 1 : -1;
        }
      }
    },
  };
}

/** A row of the kernel's table at one inverse temperature, in units. */
function writeChances(row: Uint8Array, beta: number): void {
  let hopeless = 1; // a turn that costs nothing is never hopeless
  for (let cost = 0; cost < 32; cost++) {
    const chance = Math.min(65535, Math.round(65536 * exp(-2 * beta * cost)));
    if (chance > 0) hopeless = cost + 1;
    row[(cost >> 4) * 32 + (cost & 15)] = chance >> 8;
    row[(cost >> 4) * 32 + 16 + (cost & 15)] = chance & 255;
  }
  row.fill(hopeless, 64);
}
