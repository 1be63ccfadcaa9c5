/** Discrete simulated bifurcation, for models in which most pairs are coupled. */
export { type BifurcationOptions, bifurcate } from "./bifurcation.ts";
