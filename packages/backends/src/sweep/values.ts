import { type Random, UnsupportedError } from "@naru/base";
import type { BitTensor, ParameterValues } from "@naru/workload";
import { checkSets, type ValueSets, valueSetsOf } from "../values.ts";

/** Values of a circuit's parameters, and what else was drawn with them. */
export interface DrawnValues {
  readonly values: ValueSets;
  readonly outputs?: Readonly<Record<string, BitTensor>>;
}

/** The values of an item: as they were given, or drawn by its samplex. */
export function drawValues(given: ParameterValues, parameterCount: number, _random: Random): DrawnValues {
  if (!("samplex" in given)) return { values: valueSetsOf(given, parameterCount) };
  checkSets(given.shape.reduce((product, length) => product * length, 1));
  throw new UnsupportedError("Values that a samplex draws are not supported. Give the values themselves.");
}
