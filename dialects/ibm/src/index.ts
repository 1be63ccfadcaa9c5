/**
 * IBM's Qiskit Runtime API, spoken by Naru. Promises that the vendor's own client runs unchanged: six environment
 * variables point it here.
 */
export type { Program, ProgramOrder, ReadContext, WriteContext } from "./program.ts";
