/** Counts as bars and as a table. */
export { Histogram } from "./histogram.tsx";
