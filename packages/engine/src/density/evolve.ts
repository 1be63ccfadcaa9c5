import type { KernelFunction } from "../host.ts";
import type { Pacer } from "../pacer.ts";
import type { Precision } from "../simulator.ts";
import type { Work } from "../work.ts";
import type { Arena, Views } from "./arena.ts";
import { constantsAt, recordWords } from "./kernel.ts";
import type { KernelLibrary } from "./kernel-library.ts";
import { bytesOf, offsetsOf, stateAt, stateBytes, strideOf } from "./memory.ts";
import { runPlain } from "./plain.ts";
import type { Geometry, Pass, Plan, Step } from "./plan.ts";
import { formOf, type KernelShape } from "./shape.ts";

/** Numbers gone through between two looks at the pacer: some milliseconds. */
const workBetweenLooks = 2 ** 20;
/** The lower of the other positions, over which a kernel's inner loop goes: a table of a kilobyte. */
const mostInnerBits = 8;
/** Steps prepared before giving way: a millisecond or two. */
const stepsBetweenPauses = 64;
/** What the memory grows by beyond a pass's tables, so that it does not grow for each step. */
const spareBytes = 2 ** 20;

/** Runs a plan from |0…0⟩. The numbers are left in the arena from `stateAt` on. */
export async function evolve(
  plan: Plan,
  geometry: Geometry,
  precision: Precision,
  arena: Arena,
  library: KernelLibrary,
  pacer: Pacer,
  partOfProgress: number,
): Promise<void> {
  const heap = stateAt + stateBytes(plan.width, precision);
  arena.reserve(heap);
  numbersOf(arena.views, precision)[stateAt / bytesOf(precision)] = 1;
  let [work, sinceLook] = [0, 0];
  for (const pass of plan.passes) {
    const bound = await pacer.drive(bind(pass, geometry, precision, heap, arena, library));
    const tiles = offsetsOf(pass.outer, precision);
    for (const tile of tiles) {
      for (const { step, kernel, record } of bound) {
        const numbers = 2 ** (step.others.length + Math.max(step.from.length, step.to.length)) / tiles.length;
        if (kernel) kernel(stateAt + tile, record);
        else {
          await runPlain(
            step,
            numbersOf(arena.views, precision),
            precision,
            pacer,
            (partOfProgress * work) / plan.work,
          );
        }
        work += numbers;
        sinceLook += numbers;
        if (sinceLook < workBetweenLooks) continue;
        sinceLook = 0;
        pacer.check((partOfProgress * work) / plan.work);
        if (pacer.isPauseDue()) await pacer.pause();
      }
    }
  }
}

export const numbersOf = (views: Views, precision: Precision): Float32Array | Float64Array =>
  precision === "single" ? views.single : views.double;

interface BoundStep {
  readonly step: Step;
  readonly kernel?: KernelFunction;
  readonly record: number;
}

/** Finds the kernels of a pass and writes their records, tables and constants from `heap` on. */
function* bind(
  pass: Pass,
  { laneBits }: Geometry,
  precision: Precision,
  heap: number,
  arena: Arena,
  library: KernelLibrary,
): Work<BoundStep[]> {
  const drafts: { step: Step; shape?: KernelShape; constants?: readonly number[] }[] = [];
  for (const step of pass.steps) {
    drafts.push({ step, ...(step.isKernel && draftOf(step, laneBits)) });
    if (drafts.length % stepsBetweenPauses === 0) yield;
  }
  const withShape = drafts.filter(({ shape }) => shape);
  const kernels = yield* library.ensure(withShape.map(({ shape }) => shape as KernelShape));
  const kernelOf = new Map(withShape.map((draft, i) => [draft as object, kernels[i]]));
  let next = heap;
  const bound: BoundStep[] = [];
  for (const draft of drafts) {
    if (bound.length % stepsBetweenPauses === stepsBetweenPauses - 1) yield;
    const { step, constants = [] } = draft;
    const kernel = kernelOf.get(draft);
    if (!kernel) {
      bound.push({ step, record: 0 });
      continue;
    }
    const others = step.others.filter((position) => !pass.outer.includes(position));
    const inner = offsetsOf(others.slice(0, mostInnerBits), precision);
    const outer = offsetsOf(others.slice(mostInnerBits), precision);
    const record = next;
    const constantsFrom = record + constantsAt(step.from.length, step.to.length);
    const innerFrom = constantsFrom + 8 * constants.length;
    const outerFrom = innerFrom + 4 * inner.length;
    next = 64 * Math.ceil((outerFrom + 4 * outer.length) / 64);
    if (next > arena.memory.buffer.byteLength) arena.reserve(next + spareBytes);
    const { words } = arena.views;
    const at = record / 4;
    words[at + recordWords.outerTable] = outerFrom;
    words[at + recordWords.outerCount] = outer.length;
    words[at + recordWords.innerTable] = innerFrom;
    words[at + recordWords.innerCount] = inner.length;
    [...step.from, ...step.to].forEach((position, i) => {
      words[at + recordWords.strides + i] = strideOf(position, precision);
    });
    numbersOf(arena.views, precision).set(constants, constantsFrom / bytesOf(precision));
    words.set(inner, innerFrom / 4);
    words.set(outer, outerFrom / 4);
    bound.push({ step, kernel, record });
  }
  return bound;
}

function draftOf(step: Step, laneBits: number): { readonly shape: KernelShape; readonly constants: readonly number[] } {
  const { block, from, to, exchanged } = step;
  const main = formOf(block.matrix());
  let low = 0;
  const before = block.before.flatMap((single, j) => {
    const place = low;
    low += block.bitsBefore[j];
    return single ? [{ low: place, ...formOf(single) }] : [];
  });
  const isInPlace = from.length === to.length && from.every((position, i) => position === to[i]);
  return {
    shape: {
      laneBits,
      exchanged,
      before: before.map(({ low, form }) => ({ low, form })),
      form: main.form,
      isInPlace,
    },
    constants: [...before.flatMap(({ constants }) => constants), ...main.constants],
  };
}
