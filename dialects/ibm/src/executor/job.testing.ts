import type { Tensor } from "@naru/samplex";
import { readTensor } from "@naru/samplex";
import { contextOf, recordedJob } from "../primitives/recorded.testing.ts";
import type { ReadContext } from "../program.ts";

export type Params = Record<string, unknown>;

/** The recorded parameters of an executor's job, as text, with another number of shots. */
export function recordedText(name: string, shots: number): string {
  const { params } = recordedJob(name) as { readonly params: Params };
  const program = params.quantum_program as Params;
  return JSON.stringify({ ...params, quantum_program: { ...program, shots } });
}

/** The recorded parameters with other fields in `quantum_program`, its first item, or the options. */
export function changed(
  name: string,
  change: { program?: Params; item?: Params; options?: Params; params?: Params },
): Params {
  const params = JSON.parse(recordedText(name, 16)) as Params;
  const program = params.quantum_program as { items: Params[] } & Params;
  const items = program.items.map((item, k) => (k === 0 ? { ...item, ...change.item } : item));
  return {
    ...params,
    quantum_program: { ...program, items, ...change.program },
    options: { ...(params.options as Params), ...change.options },
    ...change.params,
  };
}

export const contextWith = (text: string): ReadContext => ({ ...contextOf(), paramsText: text });

/** A result's tensors by name, item by item. */
export function tensorsOf(text: string): ReadonlyMap<string, Tensor>[] {
  const { data } = JSON.parse(text) as { readonly data: readonly { readonly results: Params }[] };
  return data.map(
    ({ results }) => new Map(Object.entries(results).map(([name, value]) => [name, readTensor(value, name)])),
  );
}

/** A tensor by name. */
export function tensorNamed(tensors: ReadonlyMap<string, Tensor> | undefined, name: string): Tensor {
  const tensor = tensors?.get(name);
  if (!tensor) throw new RangeError(`there is no tensor ${name}`);
  return tensor;
}
