/** Graphs of annealers' qubits, as their makers number them, whole and with parts that do not work. */
export type { Graph } from "./graph.ts";
export { graphOf, type Topology } from "./topology.ts";
export { type WorkingGraph, workingGraphOf } from "./working-graph.ts";
