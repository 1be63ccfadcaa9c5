import { InvalidInputError, TooLargeError, UnsupportedError } from "@naru/base";
import { deflate, type NumberArray, unpackNumbers, writeBase64 } from "@naru/workload";
import { describe, expect, test } from "vitest";
import { contextOf, recordedJob } from "../primitives/recorded.testing.ts";
import { changed, contextWith, type Params } from "./job.testing.ts";
import { passthroughText } from "./passthrough.ts";
import { readExecutor } from "./read.ts";

const read = (params: unknown) => readExecutor(params, contextOf());
const f64 = (shape: readonly number[], numbers: readonly number[]) => ({
  data: writeBase64(deflate(new Uint8Array(Float64Array.from(numbers).buffer))),
  shape,
  dtype: "f64",
});

describe("a recorded job is read as", () => {
  test("one circuit without parameters", async () => {
    const { workload } = await read(recordedJob("16-executor-sampler").params);
    expect(workload).toMatchObject({
      kind: "sweep",
      files: [expect.any(String)],
      items: [{ circuit: { file: 0, index: 0 }, values: { shape: [0], base64: "" }, shots: 16 }],
    });
  });

  test("samplexes, one for each circuit of the file", async () => {
    const { workload } = await read(recordedJob("19-executor-estimator-level1").params);
    expect(workload).toMatchObject({
      kind: "sweep",
      items: [
        { circuit: { file: 0, index: 0 }, values: { kind: "samplex", shape: [4, 6] }, shots: 4 },
        { circuit: { file: 0, index: 1 }, values: { kind: "samplex", shape: [4] }, shots: 4 },
      ],
    });
  });
});

test("values are repeated along the axes that an item's shape has beyond theirs", async () => {
  const item = { circuit_arguments: f64([2, 1, 2], [1, 2, 3, 4]), shape: [3, 2, 2] };
  const { workload } = await read(changed("16-executor-sampler", { item }));
  const values = (workload.kind === "sweep" ? workload.items[0]?.values : undefined) as NumberArray;
  expect(values.shape).toEqual([3, 2, 2, 2]);
  const once = [1, 2, 1, 2, 3, 4, 3, 4];
  expect([...unpackNumbers(values)]).toEqual([...once, ...once, ...once]);
});

test("an item whose shape says nothing has that of its values, as Executor of qiskit-ibm-runtime 0.51 sends it", async () => {
  const item = { circuit_arguments: f64([2, 3, 1], [1, 2, 3, 4, 5, 6]), shape: [] };
  const { workload } = await read(changed("16-executor-sampler", { item }));
  expect(workload).toMatchObject({ items: [{ values: { shape: [2, 3, 1] } }] });
});

test("what the client sends along survives to the digit and in its order", async () => {
  const sent = '{"z": 1.0, "10": [1e400, 1180591620717411303424, -0], "2": "\\u00e9\\"}", "a": null}';
  const text = JSON.stringify(changed("16-executor-sampler", { program: { passthrough_data: "here" } })).replace(
    '"here"',
    ` ${sent} `,
  );
  const { echo } = await readExecutor(JSON.parse(text), contextWith(text));
  expect(passthroughText(String(echo.passthrough))).toBe(sent);
  expect(echo.semanticRole).toBe("sampler_v2");
});

describe("a job is refused, with the reason and the field, that asks for", () => {
  const schema = (version: unknown) => changed("16-executor-sampler", { params: { schema_version: version } });
  const refusals: readonly (readonly [string, Params, new (...args: never[]) => Error, RegExp])[] = [
    ["an older version", schema("v1.1"), UnsupportedError, /schema_version.*v2\.0.*0\.49/],
    ["no version", schema(undefined), UnsupportedError, /schema_version/],
    [
      "points of the I-Q plane",
      changed("16-executor-sampler", { program: { meas_level: "kerneled" } }),
      InvalidInputError,
      /meas_level.*classified/,
    ],
    [
      "the times of a schedule",
      changed("16-executor-sampler", { options: { scheduler_timing: true } }),
      InvalidInputError,
      /scheduler_timing/,
    ],
    [
      "values of stretches",
      changed("16-executor-sampler", { options: { stretch_values: true } }),
      InvalidInputError,
      /stretch_values/,
    ],
    [
      "qubits that are not reset",
      changed("16-executor-sampler", { options: { init_qubits: false } }),
      InvalidInputError,
      /init_qubits/,
    ],
    [
      "an experiment",
      changed("16-executor-sampler", { options: { experimental: { gen3: 1 } } }),
      InvalidInputError,
      /experimental.*gen3/,
    ],
    [
      "circuits as OpenQASM 3",
      changed("16-executor-sampler", { program: { circuits: { data: ["OPENQASM 3;"], num_programs: 1 } } }),
      InvalidInputError,
      /b64_data.*OpenQASM 3/,
    ],
    [
      "more circuits than items",
      changed("16-executor-sampler", { program: { circuits: { b64_data: "", num_programs: 2 } } }),
      InvalidInputError,
      /num_programs.*is 2/,
    ],
    [
      "a samplex of a later version",
      changed("17-executor-sampler-twirled", { item: { samplex: { ssv: 5, samplex_json: "{}" } } }),
      InvalidInputError,
      /ssv.*version 4/,
    ],
    ["no shots", changed("16-executor-sampler", { program: { shots: 0 } }), InvalidInputError, /shots/],
    ["too many shots", changed("16-executor-sampler", { program: { shots: 2 ** 40 } }), TooLargeError, /shots/],
    [
      "no set of values",
      changed("16-executor-sampler", { item: { circuit_arguments: f64([0, 2], []), shape: [0] } }),
      InvalidInputError,
      /shape.*no set/,
    ],
    [
      "values that do not fit the item's shape",
      changed("16-executor-sampler", { item: { circuit_arguments: f64([2, 1], [1, 2]), shape: [3] } }),
      InvalidInputError,
      /shape.*\[3\].*\[2\]/,
    ],
    [
      "a shape that lies about the bytes",
      changed("16-executor-sampler", { item: { circuit_arguments: { ...f64([1], [1]), shape: [2] } } }),
      InvalidInputError,
      /circuit_arguments.*8 bytes.*16 bytes/,
    ],
    [
      "a shape that no memory holds",
      changed("16-executor-sampler", { item: { circuit_arguments: { ...f64([1], [1]), shape: [2 ** 40, 2 ** 40] } } }),
      TooLargeError,
      /circuit_arguments/,
    ],
    [
      "complex numbers",
      changed("16-executor-sampler", {
        item: { circuit_arguments: { ...f64([2], [1, 0]), shape: [1], dtype: "c128" } },
      }),
      UnsupportedError,
      /circuit_arguments.*complex/,
    ],
    [
      "a number that is none",
      changed("16-executor-sampler", { item: { circuit_arguments: f64([1], [Number.NaN]) } }),
      InvalidInputError,
      /finite/,
    ],
  ];
  test.each(refusals)("%s", async (_, params, kind, reason) => {
    const refused = read(params);
    await expect(refused).rejects.toBeInstanceOf(kind);
    await expect(refused).rejects.toThrow(reason);
  });
});
