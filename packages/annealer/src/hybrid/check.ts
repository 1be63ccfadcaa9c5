import { readBqm } from "../formats/bqm.ts";
import { readCqm } from "../formats/cqm.ts";
import { readDqm } from "../formats/dqm.ts";
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

/**
 * Reads a model as `solveModel` would, and says how large it is. Throws what that would throw before its search: a caller
 * learns at once what is wrong, and with which node.
 */
export function checkModel(format: ModelFormat, bytes: Uint8Array): ModelSize {
  switch (format) {
    case "bqm": {
      const { linear, biases } = readBqm(bytes);
      return { variables: linear.length, terms: linear.length + biases.length / 2, constraints: 0 };
    }
    case "cqm": {
      const { labels, objective, constraints } = readCqm(bytes);
      const expressions = [objective, ...constraints.map(({ lhs }) => lhs)];
      const terms = expressions.reduce((sum, { linear, quadratic }) => sum + linear.length + quadratic.length, 0);
      return { variables: labels.length, terms, constraints: constraints.length };
    }
    case "dqm": {
      const { labels, linear, quadratic } = readDqm(bytes);
      return { variables: labels.length, terms: linear.length + quadratic.length, constraints: 0 };
    }
    case "nl": {
      const model = readNl(bytes);
      compileNl(model);
      const terms = model.nodes.reduce((sum, { predecessors }) => sum + predecessors.length, 0);
      return { variables: model.nodes.length, terms, constraints: model.constraints.length };
    }
  }
}
