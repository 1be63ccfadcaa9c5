/** The states of least energy of a small model, by trying all. */
export { type ExactOptions, exact, mostExactSpins } from "./exact.ts";
