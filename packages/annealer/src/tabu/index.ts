/** Tabu search: one spin at a time, the best first, and none that was turned lately. */
export { TabuSearch, type Tenure } from "./search.ts";
export { RestartedTabu, type TabuOptions, tabu, tenureFor } from "./tabu.ts";
