/** One circuit with many sets of parameters. Promises that sets after the first compile nothing. */
export { type BoundRunner, isBinding, runBound } from "./bind.ts";
export { boundParts } from "./bound-parts.ts";
export { withParameters } from "./with-parameters.ts";
