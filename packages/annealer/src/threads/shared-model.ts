import type { IsingModel } from "../model.ts";

/** The same model with its arrays in shared memory, which threads are sent without a copy. */
export const inSharedMemory = (model: IsingModel): IsingModel => ({
  ...model,
  fields: sharedFloats(model.fields),
  couplings: sharedFloats(model.couplings),
  starts: sharedIntegers(model.starts),
  neighbours: sharedIntegers(model.neighbours),
});

function sharedFloats(values: Float64Array): Float64Array {
  const copy = new Float64Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}

function sharedIntegers(values: Int32Array): Int32Array {
  const copy = new Int32Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}
