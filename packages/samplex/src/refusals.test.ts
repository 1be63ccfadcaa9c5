import { CancelledError, InvalidInputError, seeded, TooLargeError, UnsupportedError } from "@naru/base";
import { describe, expect, test } from "vitest";
import { packed, samplexByHand } from "./by-hand.testing.ts";
import { readSamplex } from "./read.ts";
import { recorded } from "./recorded.testing.ts";

const draw = (name: string, count: number | string) => ({
  id: "N14",
  register_name: name,
  distribution: JSON.stringify({ id: "D0", num_subsystems: count }),
});
const slice = (from: string, to: string, indices: string) => ({
  ...{ id: "N9", input_register_name: from, input_type: "pauli", output_register_name: to, output_type: "pauli" },
  ...{ slice_idxs: indices, is_slice: "true" },
});

describe("a samplex is refused, with the place and what to do,", () => {
  test.each([
    ["that is no JSON", "{", InvalidInputError, /no JSON/],
    ["without attributes", "{}", InvalidInputError, /attrs/],
    ["of a later version", samplexByHand({ ssv: "5" }), UnsupportedError, /version 5.*ssv=4.*samplomatic 0\.21/],
    ["of version 0", samplexByHand({ ssv: "0" }), UnsupportedError, /version 0/],
    ["with a node of an unknown kind", samplexByHand({ nodes: [{ id: "N99" }] }), UnsupportedError, /Node 0.*N99/],
    ["with a node named like a method", samplexByHand({ nodes: [{ id: "toString" }] }), UnsupportedError, /toString/],
    [
      "whose nodes wait for one another",
      samplexByHand({
        nodes: [draw("a", 1), slice("a", "b", "[0,1,1]"), slice("b", "c", "[0,1,1]")],
        links: [
          [1, 2],
          [2, 1],
        ],
      }),
      InvalidInputError,
      /circle/,
    ],
    [
      "whose node reads a register that comes later",
      samplexByHand({ nodes: [slice("a", "b", "[0,1,1]")] }),
      InvalidInputError,
      /no register "a"/,
    ],
    [
      "that makes a register twice",
      samplexByHand({ nodes: [draw("a", 1), draw("a", 1)] }),
      InvalidInputError,
      /Node 1.*"a" is there already/,
    ],
    [
      "that slices beyond a register",
      samplexByHand({ nodes: [draw("a", 2), slice("a", "b", "[0,3,1]")] }),
      InvalidInputError,
      /Node 1.*outside/,
    ],
    ["with a huge register", samplexByHand({ nodes: [draw("a", 10 ** 9)] }), InvalidInputError, /num_subsystems/],
    [
      "with many large registers",
      samplexByHand({ nodes: ["a", "b", "c"].map((name) => draw(name, 500_000)) }),
      InvalidInputError,
      /more than 1000000 subsystems/,
    ],
    [
      "whose array lies about its size",
      samplexByHand({
        nodes: [
          draw("a", 2),
          { ...slice("a", "b", packed("i64", [1], [0]).replace("[1]", "[2000000]")), is_slice: "false" },
        ],
      }),
      InvalidInputError,
      /shape \[2000000\].*8 bytes/,
    ],
    [
      "with an output of infinite width",
      samplexByHand({ bits: { a: 2 ** 31 - 1 } }),
      InvalidInputError,
      /numbers at most/,
    ],
  ])("%s", (_, text, kind, reason) => {
    expect(() => readSamplex(text)).toThrow(kind);
    expect(() => readSamplex(text)).toThrow(reason);
  });
});

describe("arguments are refused", () => {
  const [first] = recorded();
  if (!first) throw new RangeError("nothing is recorded");
  const samplex = readSamplex(first.samplex);
  test.each([
    ["that are missing", {}, [2], InvalidInputError, /"parameter_values"/],
    ["that nobody asked for", { ...first.arguments, more: 1 }, first.shape, InvalidInputError, /no input "more"/],
    ["that do not fit the shape", first.arguments, [5], InvalidInputError, /\[3, 1\].*\[5\]/],
    ["with a shape of negative length", first.arguments, [-1], InvalidInputError, /shape/],
    ["for more sets than can be borne", first.arguments, [10 ** 9, 3, 2], TooLargeError, /sets of values/],
  ])("%s", (_, given, shape, kind, reason) => {
    expect(() => samplex.bind(given, shape)).toThrow(kind);
    expect(() => samplex.bind(given, shape)).toThrow(reason);
  });

  test("and a basis that is none when it is looked up", () => {
    const balanced = recorded().find(({ name }) => name.startsWith("balanced"));
    if (!balanced) throw new RangeError("no change of basis is recorded");
    const given = {
      ...balanced.arguments,
      "basis_changes.last": { data: "eJxjYORkAgAAGwAN", shape: [4], dtype: "u8" },
    };
    const bound = readSamplex(balanced.samplex).bind(given, balanced.shape);
    expect(() => bound.sample(seeded(1))).toThrow(/has 9, and a basis is one of 0, 1, 2, 3/);
  });
});

test("sampling ends soon after it was stopped", () => {
  const text = samplexByHand({ nodes: [draw("a", 100)] });
  let looks = 0;
  const stop = {
    get aborted() {
      return ++looks > 3;
    },
  };
  expect(() => readSamplex(text).bind({}, [100_000]).sample(seeded(1), stop)).toThrow(CancelledError);
  expect(looks).toBe(4);
});

test("no set of values is no work, and no parameter is a last axis of none", () => {
  const text = samplexByHand({ nodes: [draw("a", 3)], bits: { b: 2 } });
  const { values, outputs } = readSamplex(text).bind({}, [3, 0]).sample(seeded(1));
  expect(values).toEqual({ shape: [3, 0, 0], numbers: new Float64Array() });
  expect(outputs).toEqual({ b: { shape: [3, 0, 2], bits: new Uint8Array() } });
});

test("the same stream gives the same samples, another gives others", () => {
  const samplesOf = (seed: number) =>
    recorded()
      .slice(0, 1)
      .map((each) => readSamplex(each.samplex).bind(each.arguments, each.shape).sample(seeded(seed)));
  expect(samplesOf(3)).toEqual(samplesOf(3));
  expect(samplesOf(3)).not.toEqual(samplesOf(4));
});
