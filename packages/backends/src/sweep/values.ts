import { InvalidInputError, NaruError, type Random, seeded } from "@naru/base";
import { type BoundSamplex, readSamplex } from "@naru/samplex";
import { type BitTensor, type ParameterValues, type RandomisedValues, sizeOfShape } from "@naru/workload";
import { checkSets, type ValueSets, valueSetsOf } from "../values.ts";

/** Values of a circuit's parameters, and what else was drawn with them. */
export interface DrawnValues {
  readonly values: ValueSets;
  readonly outputs?: Readonly<Record<string, BitTensor>>;
}

/** Where the values of an item come from. */
export interface ValueSource {
  /** The axes of the sets. */
  readonly shape: readonly number[];
  readonly count: number;
  /** Bytes of what is drawn beside the values, at most. */
  readonly outputBytes: number;
  /** The values: as they were given, or drawn. */
  draw(random: Random, stop?: { readonly aborted: boolean }): DrawnValues;
  /** Some sets like those that are drawn, to look at: one for each place of a sweep. */
  examples(): ValueSets;
}

/** Throws InvalidInputError for values that do not fit the circuit, and what @naru/samplex throws. */
export function valueSourceOf(given: ParameterValues, parameterCount: number): ValueSource {
  if ("samplex" in given) return samplexSource(given, parameterCount);
  const values = valueSetsOf(given, parameterCount);
  return {
    shape: values.shape,
    count: values.count,
    outputBytes: 0,
    draw: () => ({ values }),
    examples: () => values,
  };
}

function samplexSource(given: RandomisedValues, parameterCount: number): ValueSource {
  checkSets(sizeOfShape(given.shape));
  const samplex = readSamplex(given.samplex);
  const bind = (shape: readonly number[]) => samplex.bind(given.arguments, shape);
  const bound = bind(given.shape);
  if (bound.parameterCount !== parameterCount) {
    throw new InvalidInputError(
      `The samplex draws ${bound.parameterCount} values for each set; the circuit has ${parameterCount} parameters. Send the circuit that the samplex was made with.`,
      { parameters: parameterCount, values: bound.parameterCount },
    );
  }
  return {
    shape: bound.shape,
    count: bound.sets,
    outputBytes: Math.max(0, bound.bytes - 8 * bound.sets * parameterCount),
    draw: (random, stop) => drawnFrom(bound, random, stop),
    examples: () => drawnFrom(narrowed(bind, given.shape), exampleRandom).values,
  };
}

function drawnFrom(bound: BoundSamplex, random: Random, stop?: { readonly aborted: boolean }): DrawnValues {
  const { values, outputs } = bound.sample(random, stop);
  const width = bound.parameterCount;
  return {
    values: {
      shape: bound.shape,
      count: bound.sets,
      row: (set) => values.numbers.subarray(set * width, (set + 1) * width),
    },
    outputs,
  };
}

/** The samplex with each axis of its shape shortened to 1 along which its arguments allow it: those of the draws. */
function narrowed(bind: (shape: readonly number[]) => BoundSamplex, shape: readonly number[]): BoundSamplex {
  let kept = bind(shape);
  for (const axis of shape.keys()) {
    try {
      kept = bind(kept.shape.with(axis, 1));
    } catch (error) {
      if (!(error instanceof NaruError)) throw error; // the arguments vary along this axis
    }
  }
  return kept;
}

/** Which draws are looked at does not matter, as long as they are the same each time. */
const exampleRandom = seeded(0);
