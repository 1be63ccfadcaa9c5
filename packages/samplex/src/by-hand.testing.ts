import { writeQpy } from "@naru/circuit";
import { writeBase64 } from "@naru/workload";

/** An array as samplexes have it. */
export function packed(
  dtype: "i64" | "u32" | "u8" | "c128",
  shape: readonly number[],
  numbers: readonly number[],
): string {
  const width = dtype === "u8" ? 2 : 8;
  const view = new DataView(new ArrayBuffer(numbers.length * width));
  numbers.forEach((number, k) => {
    if (dtype === "c128") view.setFloat64(k * 8, number, true);
    else if (dtype === "u8") view.setUint16(k * 2, number, true);
    else view.setBigInt64(k * 8, BigInt(number), true);
  });
  return JSON.stringify({ data: writeBase64(new Uint8Array(view.buffer)), shape, dtype });
}

type Data = Readonly<Record<string, string>>;

interface ByHand {
  readonly ssv?: string;
  readonly nodes?: readonly Data[];
  readonly links?: readonly (readonly [number, number])[];
  readonly inputs?: Readonly<Record<string, object>>;
  /** Widths of outputs of bits, by name. */
  readonly bits?: Readonly<Record<string, number>>;
  readonly parameters?: number;
}

/** A samplex without expressions, as text. */
export function samplexByHand({
  ssv = "4",
  nodes = [],
  links = [],
  inputs = {},
  bits = {},
  parameters,
}: ByHand): string {
  const specified = (specifications: Readonly<Record<string, object>>): string =>
    JSON.stringify(
      Object.fromEntries(Object.entries(specifications).map(([name, each]) => [name, JSON.stringify(each)])),
    );
  const output = (width: number, dtype: string) => ({ id: "S1", shape: ["num_randomizations", width], dtype });
  const outputs = Object.fromEntries(Object.entries(bits).map(([name, width]) => [name, output(width, "bool")]));
  if (parameters !== undefined) Object.assign(outputs, { parameter_values: output(parameters, "float32") });
  const table = writeQpy([{ qubitCount: 1, clbitCount: 0, operations: [] }]);
  return JSON.stringify({
    attrs: {
      ssv,
      input_specification: specified(inputs),
      output_specification: specified(outputs),
      passthrough_params: "None",
      lookup_tables: "{}",
      param_table: JSON.stringify({ id: "P", qpy: "15", circuit_base64: writeBase64(table) }),
    },
    nodes: nodes.map((data, id) => ({ id, data })),
    links: links.map(([source, target]) => ({ source, target })),
  });
}
