/** Gradients of expectation values by all parameters of a circuit. Promises the derivatives exactly, in two states' memory. */
export type { ValueAndGradient } from "./adjoint.ts";
export { type GradientOptions, gradientOf } from "./gradient.ts";
