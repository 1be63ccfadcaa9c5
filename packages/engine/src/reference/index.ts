/** The slow, obvious simulator. Promises to be right; every other simulator is judged by it. */
export { exactDistribution } from "./exact.ts";
export { ReferenceSimulator } from "./simulator.ts";
