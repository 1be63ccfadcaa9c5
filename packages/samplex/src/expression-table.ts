import { InvalidInputError } from "@naru/base";
import { evaluateQpyExpression, type QpyParameterExpression, type QpySymbol, readQpy } from "@naru/circuit";
import { readBase64 } from "@naru/workload";
import { damaged, type Fields } from "./fields.ts";

/** Expressions of the caller's parameters, by their number. */
export class ExpressionTable {
  /** How many parameters the expressions have; values come in Qiskit's order, by name. */
  readonly parameterCount: number;
  readonly #expressions: readonly (number | QpySymbol | QpyParameterExpression)[];
  readonly #places: ReadonlyMap<string, number>;

  /** Reads the table: a circuit in a QPY file, whose n-th instruction has the n-th expression as its parameter. */
  constructor(fields: Fields) {
    const bytes = readBase64(fields.text("circuit_base64"));
    const { circuits } = readQpy(bytes, { maxCircuits: 1, maxInstructions: 1_000_000 });
    const circuit = circuits[0];
    if (circuit === undefined) throw damaged(fields.where, "the file of expressions has no circuit");
    this.#expressions = circuit.instructions.map(({ params }) => {
      const value = params[0];
      if (typeof value === "number") return value;
      if (typeof value === "bigint") return Number(value);
      if (typeof value === "object" && value !== null && (value.kind === "symbol" || value.kind === "expression")) {
        return value;
      }
      throw damaged(fields.where, "an entry of the table is no expression");
    });
    this.parameterCount = circuit.parameters.length;
    this.#places = new Map(circuit.parameters.map(({ id }, place) => [id, place]));
  }

  get size(): number {
    return this.#expressions.length;
  }

  /** Operations of all expressions together. */
  get work(): number {
    return this.#expressions.reduce<number>(
      (sum, each) => sum + (typeof each === "object" && each.kind === "expression" ? each.steps.length : 1),
      0,
    );
  }

  /** Writes the value of every expression to `target`. Throws InvalidInputError for one without a real value. */
  evaluate(parameters: Float64Array, target: Float64Array): void {
    const numberOf = (symbol: QpySymbol): number => parameters[this.#places.get(symbol.id) ?? -1] ?? Number.NaN;
    this.#expressions.forEach((expression, k) => {
      const value =
        typeof expression === "number"
          ? expression
          : expression.kind === "symbol"
            ? numberOf(expression)
            : evaluateQpyExpression(expression, numberOf);
      // Template values are 32-bit floats: beyond these, an angle has no meaning.
      if (value === undefined || !Number.isFinite(Math.fround(value))) {
        throw new InvalidInputError(`Expression ${k} of the samplex has no real value for the parameters given.`);
      }
      target[k] = value;
    });
  }
}
