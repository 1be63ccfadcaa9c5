import { exp, log, type Random } from "@naru/base";
import { fillWords } from "../annealing/batch.ts";
import { entryBytes, writeLists } from "../annealing/neighbour-lists.ts";
import type { AnnealerHost } from "../host.ts";
import { allocate, kernelsIn, layOut } from "../memory.ts";
import type { IsingModel } from "../model.ts";
import { quantumKernel, slices } from "./quantum-kernel.ts";

/** Sweeps that one call may take the strengths for. */
const mostSweepsAtOnce = 1024;

/** The path integral of a model in a transverse field, in 16 slices of imaginary time. */
export class PathIntegral {
  readonly #model: IsingModel;
  readonly #kernel: (...parameters: number[]) => void;
  readonly #floats: Float32Array;
  readonly #words: Uint32Array;
  readonly #at: readonly [spins: number, starts: number, fields: number, strengths: number, state: number];

  constructor(host: AnnealerHost, model: IsingModel) {
    const { size, couplings, fields } = model;
    const { addresses, bytes } = layOut([
      4 * slices * size,
      4 * (size + 1),
      4 * size,
      8 * mostSweepsAtOnce,
      4 * slices,
      entryBytes * couplings.length,
    ]);
    const [spinsAt, startsAt, fieldsAt, strengthsAt, stateAt, listAt] = addresses;
    const memory = allocate(host, bytes);
    this.#model = model;
    this.#at = [spinsAt, startsAt, fieldsAt, strengthsAt, stateAt];
    this.#kernel = kernelsIn(host, memory, "quantum", () => [quantumKernel()]).quantum!;
    this.#floats = new Float32Array(memory.buffer);
    this.#words = new Uint32Array(memory.buffer);
    writeLists(model, memory, startsAt, listAt, 4 * slices);
    this.#floats.set(fields, fieldsAt / 4);
  }

  /** Begins with the same spins in all slices. */
  begin(spins: Int8Array, random: Random): void {
    const [spinsAt, , , , stateAt] = this.#at;
    fillWords(random, this.#words.subarray(stateAt / 4, stateAt / 4 + slices));
    for (let i = 0; i < this.#model.size; i++) {
      this.#floats.fill(spins[i]!, spinsAt / 4 + slices * i, spinsAt / 4 + slices * (i + 1));
    }
  }

  /** One sweep for each transverse field of `gammas`, at an inverse temperature β. */
  run(beta: number, gammas: Float64Array): void {
    const [spinsAt, startsAt, fieldsAt, strengthsAt, stateAt] = this.#at;
    for (let from = 0; from < gammas.length; from += mostSweepsAtOnce) {
      const part = gammas.subarray(from, from + mostSweepsAtOnce);
      part.forEach((gamma, k) => {
        this.#floats[strengthsAt / 4 + 2 * k] = beta / slices;
        this.#floats[strengthsAt / 4 + 2 * k + 1] = drawingOf((beta * gamma) / slices);
      });
      this.#kernel(this.#model.size, part.length, spinsAt, startsAt, fieldsAt, strengthsAt, stateAt);
    }
  }

  /** Spins of a slice, into n places. */
  slice(k: number, into: Int8Array): void {
    const from = this.#at[0] / 4 + 4 * (k % 4) + (k >> 2);
    for (let i = 0; i < this.#model.size; i++) into[i] = this.#floats[from + slices * i]!;
  }
}

/** −½ ln tanh x, with which neighbouring slices draw at each other; bounded, for fields that are turned off. */
function drawingOf(x: number): number {
  const power = exp(-2 * x);
  const tangent = (1 - power) / (1 + power);
  return tangent > 0 ? Math.min(mostDrawing, -log(tangent) / 2) : mostDrawing;
}
const mostDrawing = 20;
