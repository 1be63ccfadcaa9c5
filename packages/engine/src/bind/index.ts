/** One circuit with many sets of parameters. Promises that sets after the first compile nothing. */
export { isBinding, runBound } from "./bind.ts";
export { withParameters } from "./with-parameters.ts";
