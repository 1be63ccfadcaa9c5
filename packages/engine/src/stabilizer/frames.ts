import type { Random } from "@naru/base";
import type { KernelExports, KernelMemory } from "../host.ts";
import type { Pacer } from "../pacer.ts";
import { lanes, qubitBytes, rowBytes } from "./frame-kernels.ts";
import { gatheredBytes } from "./gather-kernel.ts";
import { Successes } from "./geometric.ts";
import type { Lanes } from "./lane-test.ts";
import type { FrameProgram, Misreading, PauliChannel } from "./program.ts";
import { randomStateBytes } from "./random-kernel.ts";
import type { Reference } from "./reference.ts";
import { codes, timesAt } from "./tape.ts";

const rowWords = rowBytes / 4;
const qubitWords = qubitBytes / 4;

/** Sites whose trials, one for each lane, are counted together: so many that their number fits into 32 bits. */
const sitesTogether = 2 ** 20;
const laneBits = Math.log2(lanes);

/** Operands between two looks at the pacer: below a millisecond. */
const workBetweenLooks = 2 ** 15;

/** The largest probability with which any value is misread. */
function mostMisread({ width, matrix }: Misreading): number {
  const size = 2 ** width;
  let most = 0;
  for (let right = 0; right < size; right++) {
    let wrong = 0;
    for (let row = 0; row < size; row++) if (row !== right) wrong += matrix[row * size + right];
    most = Math.max(most, wrong);
  }
  return Math.min(1, most);
}

const noLanes = new Uint32Array(rowWords);

/** Where things lie in the memory of frames, in bytes. */
interface Layout {
  /** A word of zeros, beside which lies a row of zeros. */
  readonly zero: number;
  readonly frames: number;
  readonly places: number;
  readonly values: number;
  readonly outputs: number;
  /** Words by shot, made of rows. */
  readonly gathered: number;
  readonly tape: number;
  readonly end: number;
}

function layoutOf(program: FrameProgram, valueCount: number): Layout {
  const zero = 2 * randomStateBytes;
  const frames = zero + rowBytes;
  const places = frames + qubitBytes * program.qubitCount;
  const outputs = places + rowBytes * program.placeCount;
  const values = outputs + rowBytes * (program.detectorCount + program.observableCount);
  const gathered = values + 16 * Math.ceil(valueCount / 4);
  const { placeCount, detectorCount, observableCount } = program;
  const tape = gathered + gatheredBytes(Math.max(placeCount, detectorCount, observableCount));
  return { zero, frames, places, outputs, values, gathered, tape, end: tape + 4 * program.tape.length };
}

/** Memory that the frames of a program take, for so many measurements with known values. */
export const frameBytes = (program: FrameProgram, valueCount: number): number => layoutOf(program, valueCount).end;

/**
 * Pauli frames: by which Paulis 1024 shots differ from one reference shot, as bits of rows, so that a gate is a few
 * operations on rows and noise flips single bits. What chance decides in a measurement comes from random Z flips, which a
 * qubit in a known state does not feel (Rall et al., Phys. Rev. A 99, 062337 (2019); Gidney, Quantum 5, 497 (2021)).
 *
 * With a reference, the rows of places hold measured values; without, whether the reference's values are flipped.
 */
export class Frames {
  readonly #program: FrameProgram;
  readonly #kernels: KernelExports;
  readonly #words: Uint32Array;
  readonly #tape: Int32Array;
  readonly #layout: Layout;
  readonly #random: Random;
  readonly #errors: readonly Successes[];
  readonly #misreads: readonly (Successes | undefined)[];
  readonly #reference: Reference | undefined;
  readonly #pacer: Pacer;
  /** In bytes, as the kernels want it. */
  readonly #placeMask: number;
  #position = 0;
  #measured = 0;
  #branched = 0;
  #detected = 0;
  #work = 0;
  /** For generators: the random bit that the first lane stands for; −1 for shots. */
  #firstGenerator = -1;
  #generators = 0;

  /** `kernels` are `frameKernels` over `memory`, which has `frameBytes` and was used by nobody but other frames. */
  constructor(
    program: FrameProgram,
    kernels: KernelExports,
    memory: KernelMemory,
    random: Random,
    pacer: Pacer,
    reference?: Reference,
  ) {
    this.#program = program;
    this.#kernels = kernels;
    this.#words = new Uint32Array(memory.buffer);
    this.#tape = program.tape;
    this.#layout = layoutOf(program, reference?.values.length ?? 0);
    this.#random = random.fork("errors");
    this.#errors = program.channels.map(({ probability }) => new Successes(this.#random, probability));
    this.#misreads = program.misreadings.map((misreading) => {
      const most = mostMisread(misreading);
      return most > 0 ? new Successes(this.#random, most) : undefined;
    });
    this.#reference = reference;
    this.#pacer = pacer;
    this.#placeMask = rowBytes * program.placeCount - 1;
    this.#words.set(program.tape, this.#layout.tape / 4);
    reference?.values.forEach((value, k) => {
      this.#words[this.#layout.values / 4 + k] = -value;
    });
    const source = random.fork("frames");
    for (let k = 0; k < randomStateBytes / 4; k++) this.#words[k] = source.bits32();
  }

  /** Sends the next 1024 shots through the program. `done` is what the pacer is told. */
  async shots(done: number): Promise<void> {
    await this.#run(done);
  }

  /**
   * Sends 1024 of the program's random bits through it, one a lane, in place of shots: lane j then shows what turning bit
   * `first + j` changes. There is no noise. Gives the number of random bits that there are.
   */
  async generators(first: number): Promise<number> {
    this.#words.fill(0, 0, randomStateBytes / 4); // the kernels' generator gives zeros from a state of zeros
    this.#firstGenerator = first;
    await this.#run(0);
    return this.#generators;
  }

  #place(place: number): Lanes {
    const at = (this.#layout.places + ((this.#position + place * rowBytes) & this.#placeMask)) / 4;
    return this.#words.subarray(at, at + rowWords);
  }

  /**
   * What the first `shots` shots of a run gave in some rows: places, or outputs (detectors, and behind them observables).
   * Bits are packed by shot: bit k of a shot is that of row `first + k`, in word `shot · ⌈count / 32⌉ + ⌊k / 32⌋`. A view,
   * valid until the next call. Of places, only those of programs that never advance.
   */
  gather(kind: "places" | "outputs", first: number, count: number, shots: number): Uint32Array {
    const { gathered } = this.#layout;
    const width = Math.ceil(count / 32);
    for (let j = 0; j < width; j++) {
      const rows = this.#layout[kind] + rowBytes * (first + 32 * j);
      const bits = Math.min(32, count - 32 * j);
      this.#kernels.gather(rows, bits === 32 ? -1 : 2 ** bits - 1, gathered + 4 * j, 4 * width);
    }
    return this.#words.subarray(gathered / 4, gathered / 4 + shots * width);
  }

  async #run(done: number): Promise<void> {
    const { places, values } = this.#layout;
    this.#words.fill(0, places / 4, values / 4);
    this.#position = this.#measured = this.#branched = this.#detected = this.#generators = 0;
    await this.#execute(0, this.#tape.length, done);
  }

  async #execute(from: number, to: number, done: number): Promise<void> {
    const tape = this.#tape;
    const { h, s, v, cx, cz, swap } = this.#kernels;
    const { frames } = this.#layout;
    for (let at = from; at < to; ) {
      const code = tape[at];
      const length = tape[at + 1];
      const address = this.#layout.tape + 4 * (at + 2);
      switch (code) {
        case codes.h:
          h(address, length, frames);
          break;
        case codes.s:
          s(address, length, frames);
          break;
        case codes.v:
          v(address, length, frames);
          break;
        case codes.cx:
          cx(address, length / 2, frames);
          break;
        case codes.cz:
          cz(address, length / 2, frames);
          break;
        case codes.swap:
          swap(address, length / 2, frames);
          break;
        case codes.measure:
          this.#measure(at + 2, length / 2);
          break;
        case codes.reset:
          this.#kernels.reset(address, length, frames);
          if (this.#firstGenerator >= 0) for (let k = 0; k < length; k++) this.#generator(tape[at + 2 + k]);
          break;
        case codes.error:
          this.#error(tape, at + 2, length);
          break;
        case codes.misread:
          if (this.#firstGenerator < 0) this.#misread(at + 2, length);
          break;
        case codes.feedback:
          this.#feedback(at + 2, length);
          break;
        case codes.branch:
          this.#branch(tape[at + 2]);
          break;
        case codes.advance:
          this.#position = (this.#position + rowBytes * tape[at + 2]) | 0;
          break;
        case codes.detector:
          this.#parity(at + 2, length, this.#detected++);
          break;
        case codes.observable:
          this.#parity(at + 3, length - 1, this.#program.detectorCount + tape[at + 2]);
          break;
        case codes.repeat: {
          const body = at + 2 + length;
          const end = body + tape[at + 4];
          const times = timesAt(tape, at + 2);
          for (let round = 0; round < times; round++) {
            this.#work++; // a body may be of empty entries alone
            await this.#execute(body, end, done);
          }
          at = end - length - 2;
          break;
        }
      }
      at += length + 2;
      this.#work += length;
      if (this.#work >= workBetweenLooks) {
        this.#work = 0;
        this.#pacer.check(done);
        if (this.#pacer.isPauseDue()) await this.#pacer.pause(done);
      }
    }
  }

  #measure(at: number, count: number): void {
    const { tape, frames, places, values, zero } = this.#layout;
    const reference = this.#reference;
    const value = reference ? values + 4 * this.#measured : zero;
    const stride = reference ? 4 : 0;
    this.#kernels.measure(tape + 4 * at, count, frames, places, this.#position, this.#placeMask, value, stride);
    this.#measured += count;
    if (this.#firstGenerator < 0) return;
    for (let k = 0; k < count; k++) this.#generator(this.#tape[at + 2 * k]);
  }

  /** Sets the Z flip of a qubit in the lane of the next random bit, all others having been cleared. */
  #generator(qubit: number): void {
    const lane = this.#generators++ - this.#firstGenerator;
    if (lane >= 0 && lane < lanes) this.#words[this.#zAt(qubit) + (lane >> 5)] |= 1 << (lane & 31);
  }

  #parity(at: number, count: number, output: number): void {
    if (count === 0) return;
    const { tape, places, outputs } = this.#layout;
    this.#kernels.parity(tape + 4 * at, count, places, this.#position, this.#placeMask, outputs + rowBytes * output);
  }

  /** Errors of one channel on the sites of an entry, whose payload begins at `at`; only in the lanes of `where`. */
  #error(tape: Int32Array, at: number, length: number, where?: Lanes): void {
    if (this.#firstGenerator >= 0) return;
    const channel = this.#program.channels[tape[at]];
    const { width } = channel;
    const end = at + length;
    for (let first = at + 1; first < end; first += width * sitesTogether) {
      const sites = Math.min(sitesTogether, (end - first) / width);
      this.#errors[tape[at]].each(sites * lanes, (trial) => {
        const lane = trial & (lanes - 1);
        const word = lane >> 5;
        const bit = 1 << (lane & 31);
        const pauli = this.#pauli(channel);
        if (where && !(where[word] & bit)) return;
        this.#strike(tape, first + width * (trial >> laneBits), pauli, word, bit);
      });
    }
  }

  #strike(tape: Int32Array, site: number, pauli: number, word: number, bit: number): void {
    const words = this.#words;
    for (let at = site, rest = pauli; rest > 0; at++, rest >>>= 2) {
      const x = this.#xAt(tape[at]) + word;
      if (rest & 1) words[x] ^= bit;
      if (rest & 2) words[x + rowWords] ^= bit;
    }
  }

  #pauli({ paulis, cumulative }: PauliChannel): number {
    if (paulis.length === 1) return paulis[0];
    if (!cumulative) return paulis[this.#random.below(paulis.length)];
    const drawn = this.#random.uniform();
    let chosen = 0;
    while (chosen < paulis.length - 1 && drawn >= cumulative[chosen]) chosen++;
    return paulis[chosen];
  }

  /** Strikes as often as the most fragile value is misread, and then asks whether this value is, and as what. */
  #misread(at: number, length: number): void {
    const number = this.#tape[at];
    const misreading = this.#program.misreadings[number];
    const { width, matrix } = misreading;
    const size = 2 ** width;
    const most = mostMisread(misreading);
    this.#misreads[number]?.each(((length - 1) / width) * lanes, (trial) => {
      const lane = trial % lanes;
      const word = lane >> 5;
      const first = at + 1 + width * Math.floor(trial / lanes);
      let right = 0;
      for (let k = 0; k < width; k++) right |= ((this.#place(this.#tape[first + k])[word] >>> (lane & 31)) & 1) << k;
      let rest = this.#random.uniform() * most;
      for (let row = 0; row < size; row++) {
        if (row === right) continue;
        rest -= matrix[row * size + right];
        if (rest >= 0) continue;
        for (let k = 0; k < width; k++) {
          if (((row ^ right) >> k) & 1) this.#place(this.#tape[first + k])[word] ^= 1 << (lane & 31);
        }
        return;
      }
    });
  }

  #feedback(at: number, length: number): void {
    for (let k = at; k < at + length; k += 3) {
      const [place, qubit, pauli] = this.#tape.subarray(k, k + 3);
      const row = this.#layout.places + ((this.#position + place * rowBytes) & this.#placeMask);
      if (pauli & 1) this.#kernels.addRow(4 * this.#xAt(qubit), row);
      if (pauli & 2) this.#kernels.addRow(4 * this.#zAt(qubit), row);
    }
  }

  /** Where one of a shot and the reference takes a branch and the other does not, its Paulis are between them. */
  #branch(number: number): void {
    const { test, tape } = this.#program.branches[number];
    const holds = test((clbit) => this.#place(clbit));
    const isTaken = this.#reference ? this.#reference.branches[this.#branched++] === 1 : test(() => noLanes)[0] !== 0;
    const differs = isTaken ? holds.map((word) => ~word) : holds;
    for (let at = 0; at < tape.length; at += tape[at + 1] + 2) {
      if (tape[at] === codes.error) this.#error(tape, at + 2, tape[at + 1], holds);
      else this.#flip(tape, at, differs);
    }
  }

  #flip(tape: Int32Array, at: number, where: Lanes): void {
    for (let k = 0; k < tape[at + 1]; k++) {
      const qubit = tape[at + 2 + k];
      const row = tape[at] === codes.x ? this.#xAt(qubit) : this.#zAt(qubit);
      for (let word = 0; word < rowWords; word++) this.#words[row + word] ^= where[word];
    }
  }

  #xAt(qubit: number): number {
    return this.#layout.frames / 4 + qubit * qubitWords;
  }
  #zAt(qubit: number): number {
    return this.#xAt(qubit) + rowWords;
  }
}
