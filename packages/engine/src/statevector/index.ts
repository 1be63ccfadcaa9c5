/** The whole state in memory. Promises the same result whatever the number of threads. */
export { mostQubitsOn } from "./most-qubits.ts";
export { StatevectorSimulator } from "./simulator.ts";
