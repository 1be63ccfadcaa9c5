/**
 * Samplers for Ising models: energies of many spins, to be made small. Promises the same samples for the same seed,
 * whatever the machine, and that a run stops soon when asked.
 */
export { type AnnealOptions, anneal } from "./annealing/anneal.ts";
export type { Batch } from "./annealing/batch.ts";
export { type LockstepBatch, openLockstep } from "./annealing/lockstep.ts";
export { defaultRange, type Interpolation, type Schedule, scheduleOf } from "./annealing/schedule.ts";
export { type BifurcationOptions, bifurcate } from "./bifurcation/index.ts";
export { Descender, type DescentOptions, descend } from "./descent/index.ts";
export { type ExactOptions, exact, mostExactSpins } from "./exact/index.ts";
export { type Bqm, readBqm } from "./formats/bqm.ts";
export { type Constraint, type Cqm, readCqm } from "./formats/cqm.ts";
export { type Dqm, readDqm } from "./formats/dqm.ts";
export { type NlModel, type NlNode, readNl } from "./formats/nl.ts";
export type { AnnealerHost } from "./host.ts";
export { checkModel, type ModelSize } from "./hybrid/check.ts";
export type { LinearAnswer, LinearProgramme, LinearSolver } from "./hybrid/linear.ts";
export type { ModelFormat, Solved, SolvedSamples, SolvedStates } from "./hybrid/outcome.ts";
export { type SolveOptions, type SolverHost, solveModel } from "./hybrid/solve.ts";
export { energyOf, type IsingModel, isingModel, isingOfQubo, type Pairs } from "./model.ts";
export { type SolvedIsing, type SolveIsingOptions, solve } from "./portfolio/index.ts";
export { annealQuantum, PathIntegral, type QuantumOptions } from "./quantum/index.ts";
export { bestRead, type SampleSet } from "./sample-set.ts";
export { RestartedTabu, type TabuOptions, TabuSearch, type Tenure, tabu, tenureFor } from "./tabu/index.ts";
export { type TemperingOptions, TemperingRun, temper, temperingRange } from "./tempering/index.ts";
export { type AnnealTask, type AnnealThread, serveTask, type ThreadHost, Threads } from "./threads/index.ts";
export { type Graph, graphOf, type Topology, type WorkingGraph, workingGraphOf } from "./topologies/index.ts";
