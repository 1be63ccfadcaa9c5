/** The simulator of small circuits, up to twelve qubits, where latency is what counts. Promises exact float64 results. */
export { mostTinyQubits, TinySimulator } from "./simulator.ts";
