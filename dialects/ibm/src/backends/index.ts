/**
 * Machines of IBM's designs that we emulate, and an ideal simulator, as data. Topologies follow from formulas, figures are
 * medians of public snapshots of single devices; none of them is a device of IBM's, so none has a name of one.
 */
import type { BackendModel } from "@naru/backends";
import { eagle } from "./eagle.ts";
import { heronR1, heronR2, heronR3 } from "./heron.ts";
import type { Machine } from "./machine.ts";
import { nighthawk } from "./nighthawk.ts";
import { simulator } from "./simulator.ts";

export type { EmulatedMachine, Machine } from "./machine.ts";
export type { Topology } from "./topology.ts";

/** The simulator first, then by generation, as they are listed. */
export const machines: readonly Machine[] = [simulator, eagle, heronR1, heronR2, heronR3, nighthawk];
export const backends: readonly BackendModel[] = machines.map(({ model }) => model);
