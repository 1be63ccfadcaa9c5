import { readFileSync } from "node:fs";
import { type EstimateItemOutcome, type SweepItemOutcome, sizeOfShape } from "@naru/workload";
import { describe, expect, test } from "vitest";
import { unpacked } from "../encoding/unpack.testing.ts";
import { cases, resultOf } from "./results.testing.ts";

interface Recorded {
  readonly name: string;
  readonly text: string;
  readonly seen: {
    readonly pubs: readonly {
      readonly shape: readonly number[];
      readonly fields: Readonly<Record<string, Field>>;
      readonly metadata: Readonly<Record<string, unknown>>;
    }[];
  };
}
interface Field {
  readonly shape: readonly number[];
  readonly num_bits?: number;
  readonly bitstrings?: readonly (readonly string[])[];
  readonly data?: readonly (number | null)[];
}

const recorded: readonly Recorded[] = JSON.parse(
  readFileSync(new URL("../../fixtures/results.json", import.meta.url), "utf8"),
);

describe.each(cases)("$name", (each) => {
  const client = recorded.find(({ name }) => name === each.name);

  test("what is written is what the client has read", async () => {
    expect(unpacked(JSON.parse(await resultOf(each)))).toEqual(unpacked(JSON.parse(client?.text ?? "null")));
  });

  test("what the client saw is the outcome", () => {
    const { outcome } = each;
    expect(client?.seen.pubs).toHaveLength("items" in outcome ? outcome.items.length : 0);
    client?.seen.pubs.forEach(({ shape, fields, metadata }, k) => {
      const item = "items" in outcome ? outcome.items[k] : undefined;
      expect(shape).toEqual(item?.shape);
      expect(metadata.circuit_metadata).toEqual(item?.metadata);
      if (outcome.kind === "sweep" && outcome.items[k]) expectBits(fields, outcome.items[k]);
      if (outcome.kind === "estimate" && outcome.items[k]) expectValues(fields, outcome.items[k]);
    });
  });
});

/** Reads the outcome bit by bit, as its definition says. */
function expectBits(fields: Readonly<Record<string, Field>>, item: SweepItemOutcome): void {
  const { shape, shots, bitCount, bits, registers } = item;
  const width = Math.ceil(bitCount / 8);
  const read = (set: number, shot: number, clbit: number) =>
    ((bits[(set * shots + shot) * width + (clbit >> 3)] ?? 0) >> (clbit & 7)) & 1;
  const withBits = registers.filter(({ clbits }) => clbits.length > 0);
  expect(Object.keys(fields)).toEqual(withBits.map(({ name }) => name));
  for (const { name, clbits } of withBits) {
    const strings = Array.from({ length: sizeOfShape(shape) }, (_, set) =>
      Array.from({ length: shots }, (_, shot) =>
        [...clbits]
          .reverse()
          .map((clbit) => read(set, shot, clbit))
          .join(""),
      ),
    );
    expect(fields[name]).toEqual({ shape, num_bits: clbits.length, bitstrings: strings });
  }
}

function expectValues(fields: Readonly<Record<string, Field>>, item: EstimateItemOutcome): void {
  const { shape, zeroNoise } = item;
  const of = (data: Float64Array, more: readonly number[] = []) => ({
    ...{ shape: [...shape, ...more], type: "<f8" },
    data: Array.from(data, (value) => (Number.isNaN(value) ? null : value)),
  });
  const values = { evs: of(item.values), stds: of(item.standardErrors) };
  if (!zeroNoise) {
    expect(fields).toEqual({ ...values, ensemble_standard_error: of(item.ensembleStandardErrors) });
    return;
  }
  const factors = [zeroNoise.factors.length];
  const places = [zeroNoise.extrapolators.length, zeroNoise.extrapolatedFactors.length];
  expect(fields).toEqual({
    ...values,
    evs_noise_factors: of(zeroNoise.values, factors),
    stds_noise_factors: of(zeroNoise.standardErrors, factors),
    ensemble_stds_noise_factors: of(zeroNoise.ensembleStandardErrors, factors),
    evs_extrapolated: of(zeroNoise.extrapolated, places),
    stds_extrapolated: of(zeroNoise.extrapolatedErrors, places),
  });
}
