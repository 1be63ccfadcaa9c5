import { describe, expect, test } from "vitest";
import { Fields } from "./fields.ts";
import { readPackedArray } from "./packed-array.ts";
import { readSamplex } from "./read.ts";
import { RecordedStream, recorded } from "./recorded.testing.ts";
import { readTensor } from "./tensor.ts";
import { type GateAngles, overlapOf } from "./unitary.testing.ts";

describe("with the same draws, what samplomatic gives", () => {
  test.each(recorded().map((each) => [each.name, each] as const))("%s", (_, each) => {
    const bound = readSamplex(each.samplex).bind(each.arguments, each.shape);
    const { values, outputs } = bound.sample(new RecordedStream(each.seed));

    const expected = readTensor(each.values, "values");
    expect(values.shape).toEqual(expected.shape);
    expect(largestDistance(each.samplex, values.numbers, expected.numbers, bound.parameterCount)).toBeLessThan(1e-6);
    const bits = Object.fromEntries(
      Object.entries(each.outputs).map(([name, output]) => {
        const { shape, numbers } = readTensor(output, name);
        return [name, { shape, bits: Uint8Array.from(numbers) }];
      }),
    );
    expect(outputs).toEqual(bits);
  });
});

/**
 * How far values are apart, modulo a turn. Angles that make a gate together are compared as the gate: where it is diagonal,
 * or nearly so, rounding decides what of the turn about z comes first.
 */
function largestDistance(samplex: string, found: Float64Array, expected: Float64Array, count: number): number {
  const gates = gatesOf(samplex);
  const others = new Set(Array.from({ length: count }, (_, k) => k));
  for (const { parameters } of gates) for (const parameter of parameters) others.delete(parameter);
  let largest = 0;
  for (let row = 0; row < found.length; row += count) {
    for (const parameter of others) {
      const [a = Number.NaN, b = Number.NaN] = [found[row + parameter], expected[row + parameter]];
      largest = Math.max(largest, distanceOnCircle(a, b));
    }
    for (const { synth, parameters } of gates) {
      const [a, b] = [anglesAt(found, row, parameters), anglesAt(expected, row, parameters)];
      largest = Math.max(largest, 1 - overlapOf(synth, a, b));
    }
  }
  return Number.isNaN(largest) ? 1 : largest;
}

function anglesAt(values: Float64Array, row: number, [first = 0, middle = 0, last = 0]: readonly number[]): GateAngles {
  const at = (parameter: number): number => values[row + parameter] ?? Number.NaN;
  return [at(first), at(middle), at(last)];
}

/** Which parameters of the template make a gate together. */
function gatesOf(samplex: string): { readonly synth: string; readonly parameters: readonly number[] }[] {
  const nodes = Fields.parse(samplex, "samplex").list("nodes");
  return nodes
    .map((node) => Fields.of(Fields.of(node, "node").value("data"), "data"))
    .filter((data) => data.text("id") === "N1")
    .flatMap((data) => {
      const { numbers } = readPackedArray(data.text("template_idxs"), "template");
      return Array.from({ length: numbers.length / 3 }, (_, k) => ({
        synth: data.text("synth"),
        parameters: [...numbers.subarray(3 * k, 3 * k + 3)],
      }));
    });
}

const turn = 2 * Math.PI;
const distanceOnCircle = (a: number, b: number): number => {
  const apart = Math.abs(a - b) % turn;
  return Math.min(apart, turn - apart);
};
