import { exp, type Random } from "@naru/base";
import type { AnnealerHost } from "../host.ts";
import { allocate, kernelsIn, layOut } from "../memory.ts";
import { greatestField, type IsingModel } from "../model.ts";
import { type Batch, fillWords } from "./batch.ts";
import {
  type BytewiseTiers,
  bytewiseHopelessAt,
  bytewiseKernel,
  bytewiseReads,
  bytewiseRowBytes,
  bytewiseStride,
  bytewiseTier,
  bytewiseTiers,
} from "./bytewise-kernel.ts";
import type { Schedule } from "./schedule.ts";

/** Batches of 16 reads for a model whose numbers are whole multiples of `unit`, at most 126 of them in a local field. */
export function openBytewise(host: AnnealerHost, model: IsingModel, schedule: Schedule, unit: number): Batch {
  const { size, starts, neighbours, couplings } = model;
  const multiples = couplings.map((coupling) => Math.round(coupling / unit));
  const entries = multiples.reduce((sum, multiple) => sum + Math.abs(multiple), 0) + 2 * (bytewiseStride - 1) * size;
  const { addresses, bytes } = layOut([
    16 * (size + 1),
    4 * (2 * size + 1),
    4 * entries,
    16 * size,
    bytewiseRowBytes * schedule.length,
    32,
  ]);
  const [spinsAt, startsAt, listAt, fieldsAt, tableAt, stateAt] = addresses;
  const memory = allocate(host, bytes);
  const kernels = new Map<BytewiseTiers, (...parameters: number[]) => void>();
  const kernelFor = (tiers: BytewiseTiers) => {
    const known =
      kernels.get(tiers) ?? kernelsIn(host, memory, `bytewise ${tiers}`, () => [bytewiseKernel(tiers)]).bytewise!;
    kernels.set(tiers, known);
    return known;
  };
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
      while ((at - listAt / 4) % bytewiseStride !== 0) words[at++] = 16 * size;
    }
    signed.fill(Math.round(model.fields[i]! / unit), fieldsAt + 16 * i, fieldsAt + 16 * (i + 1));
  }
  words[startsAt / 4 + 2 * size] = 4 * at;
  const most = greatestField(model) / unit;
  const tiersOf = Array.from(schedule, (beta, sweep) => {
    const from = tableAt + bytewiseRowBytes * sweep;
    const hopeless = writeChances(unsigned.subarray(from, from + bytewiseRowBytes), beta * unit, most);
    return bytewiseTiers.find((tiers) => hopeless <= bytewiseTier * tiers) ?? 8;
  });

  return {
    reads: bytewiseReads,
    run(from, to) {
      for (let next = from; next < to; from = next) {
        const tiers = tiersOf[from]!;
        while (next < to && tiersOf[next] === tiers) next++;
        const tableFrom = tableAt + bytewiseRowBytes * from;
        kernelFor(tiers)(size, next - from, spinsAt, startsAt, fieldsAt, tableFrom, stateAt);
      }
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

/**
 * A row of the kernel's table at one inverse temperature, in units, for costs up to `most`. The row is 0 before. Returns the
 * first cost that has no chance.
 */
function writeChances(row: Uint8Array, beta: number, most: number): number {
  let hopeless = 0;
  for (let chance = 65535; chance > 0 && hopeless <= most; ) {
    const at = Math.floor(hopeless / bytewiseTier) * 2 * bytewiseTier + (hopeless % bytewiseTier);
    row[at] = chance >> 8;
    row[at + bytewiseTier] = chance & 255;
    chance = Math.min(65535, Math.round(65536 * exp(-2 * beta * ++hopeless)));
  }
  row.fill(hopeless, bytewiseHopelessAt);
  return hopeless;
}
