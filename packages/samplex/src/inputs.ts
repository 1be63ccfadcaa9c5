import { InvalidInputError } from "@naru/base";
import { broadcastShapes } from "./layout.ts";
import { type PauliMap, readPauliMap } from "./pauli-map.ts";
import type { Specification, TensorSpecification } from "./specification.ts";
import { mostTensorBytes, readTensor, type Tensor } from "./tensor.ts";

/** A name of the caller's for a message: in quotes, and cut where it is long. */
const quoted = (name: string): string => `"${name.length > 100 ? `${name.slice(0, 100).toWellFormed()}…` : name}"`;

/** A tensor that was given for an input. Its first axes vary over the sets, the rest are the input's own. */
export interface BoundTensor {
  readonly numbers: Float64Array;
  readonly varied: readonly number[];
  /** Numbers of one set. */
  readonly size: number;
}

/** The arguments of a samplex by the names of its inputs. */
export interface BoundInputs {
  readonly tensors: ReadonlyMap<string, BoundTensor>;
  readonly maps: ReadonlyMap<string, PauliMap>;
  /** What the arguments together vary over. */
  readonly varied: readonly number[];
}

/** Reads arguments as IBM's clients send them. Throws InvalidInputError that names the one that does not fit. */
export function bindInputs(
  specifications: readonly Specification[],
  given: Readonly<Record<string, unknown>>,
): BoundInputs {
  const known = new Map(specifications.map((specification) => [specification.name, specification]));
  for (const name of Object.keys(given)) {
    if (known.has(name)) continue;
    const names = [...known.keys()].slice(0, 10).map(quoted).join(", ") || "none";
    throw new InvalidInputError(`The samplex has no input ${quoted(name)}; it has ${names}.`);
  }
  const [tensors, maps] = [new Map<string, BoundTensor>(), new Map<string, PauliMap>()];
  const lengths = new Map<string, number>();
  let bytesLeft = mostTensorBytes;
  let varied: readonly number[] = [];
  for (const specification of specifications) {
    const { name } = specification;
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value === undefined || value === null) {
      if (specification.kind === "tensor" && specification.isOptional) continue;
      throw new InvalidInputError(`The samplex needs a value for its input ${quoted(name)}.`);
    }
    const where = `Argument ${quoted(name)}`;
    if (specification.kind === "map") {
      const map = readPauliMap(value, specification.qubitCount, where);
      setLength(lengths, specification.termCount, map.rates.length, where);
      maps.set(name, map);
      continue;
    }
    const tensor = bindTensor(specification, value, lengths, where, bytesLeft);
    bytesLeft -= tensor.numbers.byteLength;
    const all = broadcastShapes(varied, tensor.varied);
    if (all === undefined) {
      throw new InvalidInputError(
        `${where} varies over [${tensor.varied.join(", ")}], others over [${varied.join(", ")}]; these shapes cannot be broadcast.`,
      );
    }
    varied = all;
    tensors.set(name, tensor);
  }
  return { tensors, maps, varied };
}

function bindTensor(
  { shape }: TensorSpecification,
  value: unknown,
  lengths: Map<string, number>,
  where: string,
  maxBytes: number,
): BoundTensor {
  const tensor =
    typeof value === "number" || typeof value === "boolean"
      ? single(Number(value))
      : readTensor(value, where, maxBytes);
  const own = tensor.shape.slice(tensor.shape.length - shape.length);
  const fits =
    tensor.shape.length >= shape.length &&
    shape.every((length, k) => typeof length === "string" || length === own[k]) &&
    tensor.dtype !== "c64" &&
    tensor.dtype !== "c128";
  if (!fits) {
    throw new InvalidInputError(
      `${where} should be real and its last axes [${shape.join(", ")}]; it is ${tensor.dtype} of shape [${tensor.shape.join(", ")}].`,
      { where },
    );
  }
  shape.forEach((length, k) => {
    if (typeof length === "string") setLength(lengths, length, own[k], where);
  });
  if (!tensor.numbers.every(Number.isFinite)) throw new InvalidInputError(`${where} has a number that is not finite.`);
  return {
    numbers: tensor.numbers,
    varied: tensor.shape.slice(0, tensor.shape.length - shape.length),
    size: own.reduce((product, length) => product * length, 1),
  };
}

const single = (value: number): Tensor => {
  return { shape: [], dtype: "f64", numbers: Float64Array.of(value) };
};

/** A name stands for the same length wherever it is. */
function setLength(lengths: Map<string, number>, name: string, length: number, where: string): void {
  const other = lengths.get(name) ?? length;
  if (other !== length) {
    throw new InvalidInputError(`${where} has ${length} entries where another argument has ${other} (${name}).`);
  }
  lengths.set(name, length);
}

/** Where the numbers of a set begin; `indices` are along all axes of the item's shape. */
export function offsetOf({ varied, size }: BoundTensor, indices: readonly number[]): number {
  let [offset, stride] = [0, size];
  for (let k = 1; k <= varied.length; k++) {
    const length = varied[varied.length - k];
    if (length !== 1) offset += indices[indices.length - k] * stride;
    stride *= length;
  }
  return offset;
}
