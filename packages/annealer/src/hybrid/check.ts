import { InvalidInputError, TooLargeError } from "@naru/base";
import { type Bqm, readBqm } from "../formats/bqm.ts";
import { type Cqm, readCqm } from "../formats/cqm.ts";
import { type Dqm, readDqm } from "../formats/dqm.ts";
import { readNl } from "../formats/nl.ts";
import { compileNl } from "./nl/compile.ts";
import type { ModelFormat } from "./outcome.ts";

/** How large a model is, by what services limit. */
export interface ModelSize {
  /** Variables; nodes of nonlinear models. */
  readonly variables: number;
  /** Linear and quadratic terms of objective and constraints; predecessors of nonlinear models' nodes. */
  readonly terms: number;
  readonly constraints: number;
}

/** A model that was read, ready to be solved. */
export type ReadModel = { readonly size: ModelSize } & (
  | { readonly format: "bqm"; readonly model: Bqm }
  | { readonly format: "cqm"; readonly model: Cqm }
  | { readonly format: "dqm"; readonly model: Dqm }
  | { readonly format: "nl"; readonly model: ReturnType<typeof compileNl> }
);

/**
 * Reads a model as `solveModel` would, and says how large it is. Throws what that would throw before its search: a caller
 * learns at once what is wrong, and with which node.
 */
export const checkModel = (format: ModelFormat, bytes: Uint8Array): ModelSize => readModel(format, bytes).size;

/** Throws as the readers of `formats/` do. */
export function readModel(format: ModelFormat, bytes: Uint8Array): ReadModel {
  switch (format) {
    case "bqm": {
      const model = readBqm(bytes);
      const { linear, biases } = model;
      return { format, model, size: sizeOf(linear.length, linear.length + biases.length / 2) };
    }
    case "cqm": {
      const model = readCqm(bytes);
      const { labels, objective, constraints } = model;
      const expressions = [objective, ...constraints.map(({ lhs }) => lhs)];
      const terms = expressions.reduce((sum, { linear, quadratic }) => sum + linear.length + quadratic.length, 0);
      return { format, model, size: sizeOf(labels.length, terms, constraints.length) };
    }
    case "dqm": {
      const model = readDqm(bytes);
      const { labels, linear, quadratic } = model;
      return { format, model, size: sizeOf(labels.length, linear.length + quadratic.length) };
    }
    case "nl": {
      const read = readNl(bytes);
      const { nodes, constraints } = read;
      const terms = nodes.reduce((sum, { predecessors }) => sum + predecessors.length, 0);
      const size = sizeOf(nodes.length, terms, constraints.length);
      return { format, model: compileNl(read), size };
    }
    default:
      throw new InvalidInputError(`There are no models "${String(format)}". Choose bqm, cqm, dqm or nl.`);
  }
}

const sizeOf = (variables: number, terms: number, constraints = 0): ModelSize => ({ variables, terms, constraints });

/** Throws TooLargeError for a model that is larger in any way. */
export function requireWithin(size: ModelSize, largest: Partial<ModelSize>): void {
  for (const what of ["variables", "terms", "constraints"] as const) {
    const most = largest[what] ?? Number.POSITIVE_INFINITY;
    if (size[what] <= most) continue;
    throw new TooLargeError(`The model has ${size[what]} ${what}, and ${most} are the most here. Send a smaller one.`, {
      ...{ what, asked: size[what], limit: most },
    });
  }
}
