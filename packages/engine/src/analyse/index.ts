/**
 * Decides, before anything is allocated, how a circuit is simulated and what that takes. Promises that what is wrong with
 * the input is said first, and that the decision is the same on every machine with the same memory.
 */
export { type Analysis, analyse } from "./analyse.ts";
export { checkInput } from "./check-input.ts";
