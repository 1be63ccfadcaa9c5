/** One call for any model: picks methods by size and density, and splits the time among them. */
export { type Choice, chooseMethods } from "./choose.ts";
export type { SearcherName } from "./searcher.ts";
export { type SolvedIsing, type SolveIsingOptions, solve } from "./solve.ts";
