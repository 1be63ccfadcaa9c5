import type { Precision } from "../../simulator.ts";
import { arithmeticOf, vectorBytes } from "../emit/arithmetic.ts";
import { shapeName } from "../emit/block-shape.ts";
import type { BlockStage, DiagonalStage, Geometry, Pass } from "../plan/plan.ts";
import type { Views } from "./arena.ts";
import { bindDiagonal } from "./bind-diagonal.ts";
import { type BoundBlock, type BoundMove, type BoundPass, type BoundStage, spread } from "./bound-pass.ts";
import { Heap } from "./heap.ts";
import type { MemoryMap } from "./memory-map.ts";
import type { TableBuilder, TableRecipe } from "./table-builder.ts";

/** A pass with addresses, and the work that puts its tables and constants there: done just before the pass. */
export interface PassBinding {
  readonly pass: BoundPass;
  write(views: Views, tables: TableBuilder): void;
}

/** Gives a pass its addresses. Every pass begins the heap anew. */
export function bindPass(
  pass: Pass,
  map: MemoryMap,
  geometry: Geometry,
  precision: Precision,
  isOneTile: boolean,
): PassBinding {
  const heap = new Heap(map);
  const tables: TableRecipe[] = [];
  const tileBits = pass.memoryBits.length;
  const stages = pass.stages.map((stage): BoundStage => {
    if (stage.kind === "block") return bindBlock(stage, heap, geometry, precision, tileBits);
    if (stage.kind === "dense") return { kind: "dense", matrix: stage.matrix, positions: stage.positions };
    return bindDiagonal(stage as DiagonalStage, heap, tables, precision, tileBits, pass.outerBits.length);
  });
  return {
    pass: {
      outerBits: pass.outerBits,
      tileBits,
      isFirst: pass.isFirst,
      move: isOneTile ? null : bindMove(pass, heap, geometry),
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

/** Run lists: run r holds the positions from `runBits` up in its number. */
function bindMove(pass: Pass, heap: Heap, { laneBits, runBits }: Geometry): BoundMove {
  const bytesAt = (vectorIndex: number) => vectorIndex * vectorBytes;
  /** The offset, in bytes, of an amplitude that begins a vector. */
  const offset = (amplitude: number) => bytesAt(amplitude / 2 ** laneBits);
  const upperBits = pass.memoryBits.slice(runBits);
  const runs = Array.from({ length: 2 ** upperBits.length }, (_, run) => run);
  const unused = pass.wasActive.slice(runBits).reduce((mask, active, bit) => (active ? mask : mask | (1 << bit)), 0);
  const gathered = runs.filter((run) => (run & unused) === 0);
  const steps = Array.from({ length: 2 ** (runBits - laneBits) }, (_, step) => step);
  const runBytes = bytesAt(steps.length);
  const inMemory = (run: number) => offset(spread(run, upperBits));
  return {
    isPartial: gathered.length < runs.length,
    gatherRuns: gathered.length,
    gatherTargets: heap.words(gathered.map((run) => run * runBytes)),
    gatherSources: heap.words(gathered.map(inMemory)),
    scatterRuns: runs.length,
    scatterTargets: heap.words(runs.map(inMemory)),
    scatterSources: heap.words(runs.map((run) => offset(spread(run, pass.scatter.slice(runBits))))),
    straightSteps: heap.words(steps.map(bytesAt)),
    scatterSteps: heap.words(steps.map((step) => offset(spread(step, pass.scatter.slice(laneBits, runBits))))),
    stepsBytes: 4 * steps.length,
  };
}
