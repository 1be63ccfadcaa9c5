/** QAOA with precomputed costs. Promises the exact state, expected cost and gradient, whatever the number of terms. */
export type { CostPolynomial, CostTerm } from "./cost.ts";
export {
  mostQaoaQubits,
  Qaoa,
  type QaoaAngles,
  type QaoaGradient,
  type QaoaOptions,
  type QaoaResult,
  type QaoaRunOptions,
} from "./qaoa.ts";
