/** Problems and answers as the vendor packs them. Promises that no length that a sender claims is believed. */
export { writeQpAnswer } from "./qp-answer.ts";
export { readQpProblem } from "./qp-problem.ts";
export { writeSampleSet } from "./sample-set.ts";
