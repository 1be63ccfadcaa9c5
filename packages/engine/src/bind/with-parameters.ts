import { InvalidInputError } from "@naru/base";
import type { Circuit } from "@naru/circuit";

/**
 * The circuit with other angles: `values` has one for each gate parameter, in the order of the operations and of the
 * parameters of each; those inside of conditionals stay as they are. Throws InvalidInputError for a list of another length,
 * or with a number that is not finite.
 */
export function withParameters(circuit: Circuit, values: Float64Array): Circuit {
  const count = parameterCount(circuit);
  if (values.length !== count) {
    throw new InvalidInputError(
      `A set of parameters has ${values.length} numbers, and the circuit has ${count} gate parameters; give one for each.`,
      { length: values.length, parameters: count },
    );
  }
  const wrong = values.find((value) => !Number.isFinite(value));
  if (wrong !== undefined) throw new InvalidInputError(`The parameter ${wrong} is not a finite number.`, {});
  let next = 0;
  const operations = circuit.operations.map((operation) =>
    operation.kind === "gate" && operation.params
      ? { ...operation, params: operation.params.map(() => values[next++]) }
      : operation,
  );
  return { ...circuit, operations };
}

/** The gate parameters of a circuit, in the order in which `withParameters` takes them. */
export const parametersOf = ({ operations }: Circuit): number[] =>
  operations.flatMap((operation) => (operation.kind === "gate" ? (operation.params ?? []) : []));

const parameterCount = ({ operations }: Circuit): number =>
  operations.reduce((sum, operation) => sum + (operation.kind === "gate" ? (operation.params?.length ?? 0) : 0), 0);
