/** The exact mixed state under noise, as the numbers Tr(P ρ) over all Pauli strings. Promises the same result everywhere. */
export { DensitySimulator } from "./simulator.ts";
