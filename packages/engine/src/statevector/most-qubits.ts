import type { Host } from "../host.ts";
import type { Precision } from "../simulator.ts";

/** 2^28 amplitudes of 8 bytes, or 2^27 of 16, leave room for tiles and tables within 32-bit addresses. */
const mostOfNarrow: Readonly<Record<Precision, number>> = { single: 28, double: 27 };
/** With 64-bit addresses platforms grant a memory 16 GiB, which 2^30 amplitudes of 16 bytes alone would fill. */
const mostOfWide: Readonly<Record<Precision, number>> = { single: 30, double: 29 };

/** The widest state vector of a precision that a platform's memories can hold. */
export const mostQubitsOn = ({ createWideMemory }: Pick<Host, "createWideMemory">, precision: Precision): number =>
  (createWideMemory ? mostOfWide : mostOfNarrow)[precision];
