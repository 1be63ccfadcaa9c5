/**
 * Machines of IQM's designs that we emulate, as data. Couplings follow from rules, figures are those with which the vendor's
 * own client emulates these designs; none of them is a machine of IQM's, so none has a name of one.
 */
import { emerald, garnet } from "./crystals.ts";
import type { Machine } from "./machine.ts";
import { deneb, sirius } from "./stars.ts";

export { limits, type Machine, maxExecutionsPerJob, maxInstructionsPerCircuit } from "./machine.ts";

/** In the order in which they are listed. */
export const machines: readonly Machine[] = [garnet, emerald, sirius, deneb];
