import type { BackendModel } from "@naru/backends";
import { hybrids } from "./hybrids.ts";
import { qpus } from "./qpus.ts";

export { type Hybrid, hybrids, timeLimitSeconds } from "./hybrids.ts";
export { qpus } from "./qpus.ts";

/** Emulated QPUs and hybrid solvers, as data. */
export const backends: readonly BackendModel[] = [...qpus, ...hybrids.map(({ model }) => model)];
