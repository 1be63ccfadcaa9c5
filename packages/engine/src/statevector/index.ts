/** The whole state in memory. Promises the same result whatever the number of threads. */
export { StatevectorSimulator } from "./simulator.ts";
