/** Results that the first page never shows: one file, loaded when one of them is to be shown. */
export { Annealed } from "./annealed.tsx";
export { Estimates } from "./estimates.tsx";
export { Solved } from "./solved.tsx";
