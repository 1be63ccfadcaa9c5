import type { Precision } from "../../simulator.ts";
import { arithmeticOf, vectorBytes } from "../emit/arithmetic.ts";
import { shapeName } from "../emit/block-shape.ts";
import type { BlockStage, DenseStage, DiagonalStage, Geometry, Pass } from "../plan/plan.ts";
import type { Views } from "./arena.ts";
import { bindDiagonal } from "./bind-diagonal.ts";
import {
  type BoundBlock,
  type BoundDense,
  type BoundMove,
  type BoundPass,
  type BoundStage,
  maskOf,
  offsets,
} from "./bound-pass.ts";
import { Heap } from "./heap.ts";
import type { MemoryMap } from "./memory-map.ts";
import type { TableBuilder, TableRecipe } from "./table-builder.ts";

/** A pass with addresses, and the work that puts its tables and constants there: done just before the pass. */
export interface PassBinding {
  readonly pass: BoundPass;
  write(views: Views, tables: TableBuilder): void;
}

/** Gives a pass its addresses. Every pass begins the heap anew. */
export function bindPass(pass: Pass, map: MemoryMap, geometry: Geometry, precision: Precision): PassBinding {
  const heap = new Heap(map);
  const tables: TableRecipe[] = [];
  const tileBits = pass.memoryBits.length;
  const stages = pass.stages.map((stage): BoundStage => {
    if (stage.kind === "block") return bindBlock(stage, heap, geometry, precision, tileBits);
    if (stage.kind === "dense") return bindDense(stage, heap, geometry, precision, tileBits);
    return bindDiagonal(stage as DiagonalStage, heap, tables, precision, tileBits, pass.outerBits.length);
  });
  return {
    pass: {
      outerBits: pass.outerBits,
      tileBits,
      isFirst: pass.isFirst,
      filledBits: pass.wasActive.filter((active) => active).length,
      move: pass.isInPlace ? null : bindMove(pass, heap, geometry),
      stages,
    },
    write(views, builder) {
      heap.write(views, precision);
      for (const table of tables) builder.build(table);
    },
  };
}

function bindBlock(
  stage: BlockStage,
  heap: Heap,
  { laneBits }: Geometry,
  precision: Precision,
  tileBits: number,
): BoundBlock {
  const registers = stage.positions.map((position) => position - laneBits);
  const groups = 2 ** (tileBits - laneBits - registers.length);
  const masks = registers.toSorted((a, b) => a - b).map((bit) => ~((1 << bit) - 1));
  const strides = registers.map((bit) => vectorBytes << bit);
  const constants = stage.constants.length > 0 ? heap.numbers(stage.constants, arithmeticOf(precision).bytes) : 0;
  return { kind: "block", kernel: shapeName(stage.shape), parameters: [groups, ...masks, ...strides, constants] };
}

function bindDense(
  { matrix, positions }: DenseStage,
  heap: Heap,
  { laneBits }: Geometry,
  precision: Precision,
  tileBits: number,
): BoundDense {
  if (positions.some((position) => position < laneBits)) {
    return { kind: "dense", parameters: null, matrix, positions };
  }
  const registers = positions.map((position) => position - laneBits);
  const groups = 2 ** (tileBits - laneBits - registers.length);
  const masks = Int32Array.from(registers)
    .sort()
    .map((bit) => ~((1 << bit) - 1));
  const places = offsets(registers.map((bit) => vectorBytes << bit));
  const numbers = heap.numbers(matrix, arithmeticOf(precision).bytes);
  const parameters = [groups, heap.words(masks), masks.length, heap.words(places), places.length, numbers];
  return { kind: "dense", parameters, matrix, positions };
}

/** Run lists: run r holds the positions from `runBits` up in its number. Runs in vectors, steps in bytes. */
function bindMove(pass: Pass, heap: Heap, { laneBits, runBits }: Geometry): BoundMove {
  const vectorsOf = (bit: number) => 2 ** (bit - laneBits);
  const strideOf = (bit: number) => vectorBytes * vectorsOf(bit);
  const upperBits = pass.memoryBits.slice(runBits);
  const inMemory = offsets(upperBits.map(vectorsOf));
  const inTile = offsets(upperBits.map((_, bit) => vectorsOf(runBits + bit)));
  const isGathered = pass.wasActive.slice(runBits).every((active) => active)
    ? null
    : gatheredRuns(pass.wasActive.slice(runBits));
  const gathered = (list: Int32Array) => heap.words(isGathered ? list.filter((_, run) => isGathered[run] === 1) : list);
  const lowBits = pass.memoryBits.slice(laneBits, runBits);
  const steps = offsets(lowBits.map((_, bit) => strideOf(laneBits + bit)));
  return {
    isPartial: isGathered !== null,
    gatherRuns: isGathered ? isGathered.reduce((sum, one) => sum + one, 0) : inTile.length,
    gatherTargets: gathered(inTile),
    gatherSources: gathered(inMemory),
    scatterRuns: inTile.length,
    scatterTargets: heap.words(inMemory),
    scatterSources: heap.words(offsets(pass.scatter.slice(runBits).map(vectorsOf))),
    straightSteps: heap.words(steps),
    scatterSteps: heap.words(offsets(pass.scatter.slice(laneBits, runBits).map(strideOf))),
    stepsBytes: 4 * steps.length,
  };
}

/** 1 for each run whose bits are all in use, 0 for those in which one is not. */
function gatheredRuns(isActive: readonly boolean[]): Uint8Array {
  const unused = maskOf(isActive.flatMap((active, bit) => (active ? [] : [bit])));
  const gathered = new Uint8Array(2 ** isActive.length);
  for (let run = 0; run < gathered.length; run++) gathered[run] = (run & unused) === 0 ? 1 : 0;
  return gathered;
}
