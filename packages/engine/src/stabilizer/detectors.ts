import { InvalidInputError, seeded, TooLargeError } from "@naru/base";
import type { StimProgram } from "@naru/circuit";
import type { Host } from "../host.ts";
import { Pacer } from "../pacer.ts";
import type { SimulateOptions } from "../simulator.ts";
import { compileStim } from "./compile-stim.ts";
import { lanes, rowBytes } from "./frame-kernels.ts";
import { Frames, frameBytes } from "./frames.ts";
import { Machines, mostMachineBytes } from "./machine.ts";

export interface SampleDetectorsOptions extends Pick<SimulateOptions, "seed" | "stop" | "onProgress"> {
  readonly shots: number;
  /** Memory that the run and its samples may take; 2^32 if absent. */
  readonly maxBytes?: number;
}

/**
 * Which detectors saw something, and which observables were flipped, in shots of a program. Bits are packed by shot: bit
 * k of a shot is bit k mod 32 of word `shot · words + ⌊k / 32⌋`.
 */
export interface DetectorSamples {
  readonly shots: number;
  readonly detectorCount: number;
  readonly observableCount: number;
  readonly detectors: Uint32Array;
  readonly detectorWords: number;
  readonly observables: Uint32Array;
  readonly observableWords: number;
}

/**
 * Samples the detectors and observables of a program of Stim's format, 1024 shots at a time: whether each differs from
 * what it is without noise. The same seed gives the same samples. `host` gives memory and kernels, as to an engine.
 *
 * Throws InvalidInputError for shots that are no whole number, TooLargeError with the bytes and the limit before anything is
 * allocated, and CancelledError once stopped.
 */
export async function sampleDetectors(
  host: Host,
  program: StimProgram,
  options: SampleDetectorsOptions,
): Promise<DetectorSamples> {
  const { shots, seed, maxBytes = 2 ** 32 } = options;
  if (!Number.isInteger(shots) || shots < 0) {
    throw new InvalidInputError(`The number of shots should be a whole number from 0 on, not ${shots}.`, { shots });
  }
  const { detectorCount, observableCount } = program;
  const detectorWords = Math.ceil(detectorCount / 32);
  const observableWords = Math.ceil(observableCount / 32);
  expectBytes(rowBytes * (detectorCount + observableCount) + 4 * shots * (detectorWords + observableWords), maxBytes);
  const pacer = new Pacer(host, options);
  pacer.check();
  const compiled = await pacer.drive(compileStim(program));
  const bytes = frameBytes(compiled, 0);
  expectBytes(bytes, mostMachineBytes);
  expectBytes(bytes + 4 * shots * (detectorWords + observableWords), maxBytes);
  const detectors = new Uint32Array(shots * detectorWords);
  const observables = new Uint32Array(shots * observableWords);
  await machinesOf(host).use("frames", bytes, async ({ kernels, memory }) => {
    const frames = new Frames(compiled, kernels, memory, seeded(seed), pacer);
    for (let from = 0; from < shots; from += lanes) {
      await pacer.pause(from / shots);
      await frames.shots(from / shots);
      const here = Math.min(lanes, shots - from);
      detectors.set(frames.gather("outputs", 0, detectorCount, here), from * detectorWords);
      observables.set(frames.gather("outputs", detectorCount, observableCount, here), from * observableWords);
    }
  });
  pacer.check(1);
  return { shots, detectorCount, observableCount, detectors, detectorWords, observables, observableWords };
}

const machines = new WeakMap<Host, Machines>();

function machinesOf(host: Host): Machines {
  const known = machines.get(host) ?? new Machines(host);
  machines.set(host, known);
  return known;
}

function expectBytes(bytes: number, maxBytes: number): void {
  if (bytes <= maxBytes) return;
  throw new TooLargeError(
    `These samples need ${bytes} bytes, and ${maxBytes} may be taken. Use fewer shots, or fewer repetitions.`,
    { bytes, maxBytes },
  );
}
