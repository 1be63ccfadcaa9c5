/**
 * Evaluates samplexes: graphs that draw values for the parameters of a randomised circuit, and what is needed to undo the
 * randomness in its results, as IBM's clients send them with the program `executor` (package samplomatic). Promises that
 * whatever text and arguments come, time and memory are bounded and known before anything is drawn.
 */
export { newestVersion, oldestVersion, readSamplex } from "./read.ts";
export type { BoundSamplex, Samples, Samplex } from "./samplex.ts";
export { mostTensorBytes, readTensor, type Tensor, type TensorDtype, type WireTensor, writeBits } from "./tensor.ts";
