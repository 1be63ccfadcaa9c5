/** What the vendor calls solvers: our backends, defined in its words. */
export { definitionOf, moving } from "./definition.ts";
export { type Filter, filtered, readFilter } from "./filter.ts";
export { type WorkingPart, workingPartOf } from "./graph.ts";
export { hybridParameters, parametersOf } from "./parameters.ts";
export { identityOf, type Solver, solverNamed, solvers } from "./solver.ts";
