/**
 * Writes WebAssembly while the program runs: functions instruction by instruction, and modules that export them and
 * import one memory. The one way in which Naru makes kernels, for circuits and for annealing.
 */
export { FunctionWriter, f32, f64, far, i32, i64, type LocalType, type ValueType, v128 } from "./function-writer.ts";
export { type MemoryImport, writeModule } from "./module-writer.ts";
export { simd128 } from "./simd128.ts";
