/** Gradients of expectation values by all parameters of a circuit. Promises the derivatives exactly, in two states' memory. */
export { adjointGradient, type GradientParts, type ValueAndGradient } from "./adjoint.ts";
export { hasTooManyControls, mostControls } from "./rounds.ts";
