import { UnsupportedError } from "@naru/base";
import { damaged, type Fields, isCount } from "./fields.ts";

/** What a samplex takes or gives under one name. */
export type Specification = TensorSpecification | MapSpecification;

export interface TensorSpecification {
  readonly kind: "tensor";
  readonly name: string;
  /** Lengths of its own axes, the last of all; a name stands for a length that arguments decide. */
  readonly shape: readonly (number | string)[];
  /** As NumPy calls it. */
  readonly dtype: string;
  readonly isOptional: boolean;
}

/** A Pauli–Lindblad map: rates of Pauli matrices. */
export interface MapSpecification {
  readonly kind: "map";
  readonly name: string;
  readonly qubitCount: number;
  /** Stands for the number of its terms. */
  readonly termCount: string;
}

/** Reads the inputs or the outputs of a samplex. */
export function readSpecifications(fields: Fields): Specification[] {
  return fields.names.map((name) => {
    const each = fields.inner(name);
    switch (each.text("id")) {
      case "S0":
        return {
          kind: "map",
          name,
          qubitCount: each.count("num_qubits", mostQubits),
          termCount: each.text("num_terms"),
        };
      case "S1":
        return {
          kind: "tensor",
          name,
          shape: readShape(each),
          dtype: each.text("dtype"),
          isOptional: each.value("optional") === true,
        };
      default:
        throw new UnsupportedError(
          `The samplex has a specification of the kind ${JSON.stringify(each.text("id"))}, and S0 and S1 are known.`,
        );
    }
  });
}

const mostQubits = 10_000;
const longest = 2 ** 31 - 1;

function readShape(fields: Fields): readonly (number | string)[] {
  const shape = fields.list("shape");
  if (shape.length > 16) throw damaged(fields.where, "a shape should have 16 axes at most");
  return shape.map((length) => {
    if (typeof length === "string" || isCount(length, longest)) return length;
    throw damaged(fields.where, "an axis should have a length or a name");
  });
}

/** What of each sample goes to an output: its own axes without the first, which is that of the samples. */
export interface Output {
  readonly name: string;
  readonly shape: readonly number[];
  /** Length of the last axis; it alone may be longer than 1, unless the output is never written. */
  readonly width: number;
  /** Product of the shape. */
  readonly size: number;
  /** Bits, or numbers of 32 or 64 bits. */
  readonly content: "bits" | "float32" | "float64";
}

const contents: Readonly<Record<string, Output["content"]>> = {
  bool: "bits",
  uint8: "bits",
  float32: "float32",
  float64: "float64",
};

/** The axis of the samples has this name in every output. */
const sampleAxis = "num_randomizations";
/** Numbers of one sample in all outputs. */
const mostNumbers = 10_000_000;

export function readOutputs(fields: Fields): Output[] {
  let total = 0;
  return readSpecifications(fields).map((specification) => {
    const where = `${fields.where}, ${specification.name}`;
    if (specification.kind === "map") throw damaged(where, "an output should be a tensor");
    const { name, dtype } = specification;
    const [first, ...shape] = specification.shape;
    const lengths = shape.filter((length) => typeof length === "number");
    if (first !== sampleAxis || lengths.length !== shape.length) {
      throw damaged(where, `the first axis of an output, and no other, should be "${sampleAxis}"`);
    }
    const content = Object.hasOwn(contents, dtype) ? contents[dtype] : undefined;
    if (content === undefined || (content !== "bits" && name !== "parameter_values")) {
      throw new UnsupportedError(`The samplex gives "${name}" as ${dtype}; parameter values and bits can be given.`);
    }
    const size = lengths.reduce((product, length) => product * length, 1);
    total += size;
    if (total > mostNumbers) throw damaged(where, `a sample should have ${mostNumbers} numbers at most`);
    return { name, shape: lengths, width: lengths.at(-1) ?? 1, size, content };
  });
}
