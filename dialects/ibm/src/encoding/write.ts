import { writeNpy } from "@naru/circuit";
import { pack } from "@naru/dialect/http";
import { writeBase64 } from "@naru/workload";
import { type Tagged, tagged } from "./tagged.ts";

export type NdArray = Tagged<"ndarray", string>;

/** Real numbers as an array of NumPy (float64). */
export function writeNumbers(shape: readonly number[], data: Float64Array): Promise<NdArray> {
  const bytes = new Uint8Array(data.length * 8);
  const view = new DataView(bytes.buffer);
  for (let k = 0; k < data.length; k++) view.setFloat64(8 * k, data[k] ?? Number.NaN, true);
  return packed(writeNpy("<f8", shape, bytes));
}

/** Bytes as an array of NumPy (uint8). */
export const writeBytes = (shape: readonly number[], bytes: Uint8Array): Promise<NdArray> =>
  packed(writeNpy("|u1", shape, bytes));

const packed = async (file: Uint8Array): Promise<NdArray> =>
  tagged("ndarray", writeBase64(await pack(file as Uint8Array<ArrayBuffer>)));

/** A moment, with an offset as Python writes it. */
export const writeMoment = (ms: number) => tagged("datetime", new Date(ms).toISOString().replace("Z", "+00:00"));

/** Named arrays that share their first axes. */
export function writeDataBin(shape: readonly number[], type: string, fields: ReadonlyMap<string, unknown>) {
  const names = [...fields.keys()];
  return tagged("DataBin", {
    field_names: names,
    field_types: names.map(() => type),
    shape,
    fields: Object.fromEntries(fields),
  });
}
