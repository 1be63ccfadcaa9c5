/** Expectation values of observables: exact, or from shots with their standard errors. */
export { compileEstimate, estimateEstimate, runEstimate } from "./estimate.ts";
