/** The whole state in memory. Promises the same result whatever the number of threads. */
export { mostQubits, StatevectorSimulator } from "./simulator.ts";
