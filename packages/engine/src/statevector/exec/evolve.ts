import type { Pacer } from "../../pacer.ts";
import type { Lowered } from "../lower/primitives.ts";
import type { Geometry, Layout, Pass } from "../plan/plan.ts";
import type { PassSource, PlanMemory } from "../plan/plan-memory.ts";
import { Planner, wireCountOf } from "../plan/planner.ts";
import type { Arena } from "./arena.ts";
import { bindPass, type PassBinding } from "./bind.ts";
import type { Crew } from "./crew.ts";
import type { KernelLibrary } from "./kernel-library.ts";
import { type MemoryMap, memoryMap } from "./memory-map.ts";
import { plainLayout, putState } from "./put-state.ts";
import { passRound } from "./round.ts";
import { TableBuilder } from "./table-builder.ts";

/** Passes that are planned, compiled and sent to the helpers together. Most circuits have fewer in all. */
const passesOfBatch = 32;

/** Where primitives begin, if not with |0…0⟩ in a fresh memory. */
export interface EvolveOptions {
  /** Amplitudes to begin with, as `SimulateOptions.initialState` has them. */
  readonly initialState?: Float64Array;
  /** Where the wires of a state are that lies in memory already, as `memoryMap` has it for as many wires. */
  readonly start?: Layout;
  /** Where plans are remembered, for circuits of the same structure that follow. Not with `start`. */
  readonly plans?: PlanMemory | undefined;
  /** Wires beyond those of the primitives for which there is to be room in memory. */
  readonly roomForWires?: number;
}

/** A state in memory. */
export interface StateInMemory {
  readonly map: MemoryMap;
  readonly layout: Layout;
}

/**
 * Runs primitives on |0…0⟩, or on the state that `options` tell of: plans a batch of passes, gives them addresses, compiles
 * the kernels that are missing, and runs them. `partOfRun` is the part of the whole run's progress that this is.
 */
export async function evolve(
  lowered: Lowered,
  geometry: Geometry,
  keepsPhases: boolean,
  library: KernelLibrary,
  arena: Arena,
  crew: Crew,
  pacer: Pacer,
  partOfRun: number,
  { initialState, start, plans, roomForWires = 0 }: EvolveOptions = {},
): Promise<StateInMemory> {
  const { precision } = library;
  const check = () => pacer.check();
  const begin = initialState ? plainLayout(wireCountOf(lowered, geometry)) : start;
  const planner = plans
    ? plans.source(lowered, geometry, keepsPhases, check, begin)
    : new Planner(lowered, geometry, keepsPhases, check, begin);
  const map = memoryMap(precision, geometry, planner.wireCount + roomForWires, crew.threads);
  arena.reserve(map.end);
  if (initialState) await putState(initialState, planner.wireCount, precision, map, arena.views, pacer);
  const tables = new TableBuilder(precision, library.kernels.fixed, map, arena.views);
  let doneBefore = 0;
  for (let batch = await nextBatch(planner, pacer); batch.length > 0; batch = await nextBatch(planner, pacer)) {
    library.ensure(
      batch.flatMap(({ stages }) => stages.flatMap((stage) => (stage.kind === "block" ? [stage.shape] : []))),
      check,
    );
    const bindings: PassBinding[] = [];
    for (const pass of batch) {
      bindings.push(bindPass(pass, map, geometry, precision));
      await pacer.pause();
    }
    const rounds = bindings.map(({ pass }) => passRound(pass));
    const prepare = (i: number) => bindings[i].write(arena.views, tables);
    const doneAfter = planner.partDone;
    await crew.run(arena, library, map, rounds, pacer, prepare, (done) => {
      pacer.check(partOfRun * (doneBefore + done * (doneAfter - doneBefore)));
    });
    doneBefore = doneAfter;
  }
  return { map, layout: planner.layout };
}

async function nextBatch(planner: PassSource, pacer: Pacer): Promise<Pass[]> {
  const batch: Pass[] = [];
  while (batch.length < passesOfBatch) {
    const pass = planner.next();
    if (!pass) break;
    batch.push(pass);
    if (pacer.isPauseDue()) await pacer.pause();
  }
  return batch;
}
