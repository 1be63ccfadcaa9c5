import { InvalidInputError } from "@naru/base";
import type { Circuit } from "../../circuit.ts";
import { widestNumber } from "../../expression.ts";
import { checkCircuit, defaultCircuitLimits } from "../../validate.ts";
import { type Bindings, type Frame, type RealOf, realOf } from "./frame.ts";
import { Lowering } from "./lower.ts";
import { Memory } from "./memory.ts";
import type { QpyCircuit } from "./model.ts";
import { Output } from "./output.ts";

export interface LoweringOptions {
  /** Operations after definitions and loops are written out; 2 000 000 if absent. */
  readonly maxOperations?: number;
  /**
   * Length of one dt, the unit of delays: files do not say another, and transpiled circuits have this one. If absent,
   * delays become barriers.
   */
  readonly stepSeconds?: number;
}

export interface CircuitOfQpyOptions extends LoweringOptions {
  /** Values of the circuit's parameters: in the order of `circuit.parameters`, or by name. Each must have one. */
  readonly parameters?: readonly number[] | Readonly<Record<string, number>>;
}

/**
 * The same circuit in Naru's terms, with all parameters bound: definitions are written out, controls that fire on 0 stand
 * between flips, branches and switches become conditionals, loops over known values their turns, and others loops of up to
 * 100 000 turns. Variables, and what is worked out on the way, are kept in classical bits behind those of the file, in no
 * register; they are 0 in the end. Boxes become what is in them, and the global phase, which nobody can see, is left out
 * (under a control it is not).
 *
 * Throws UnsupportedError for variables that are input, times that are stretches or variables, matrices on more than 8
 * qubits, evolutions by other syntheses than product formulas, and instructions that neither the file nor we define;
 * InvalidInputError for what contradicts itself and for parameters without a value; TooLargeError
 * beyond the limit. Each names the instruction, carries its place in the file, and says what to do.
 */
export function circuitOfQpy(circuit: QpyCircuit, options: CircuitOfQpyOptions = {}): Circuit {
  const { parameters = [] } = options;
  return lowered(circuit, { values: valuesOf(circuit, parameters) }, options);
}

/** Lowers a circuit with these values of its parameters; `angleOf` finds the values of angles. */
export function lowered(
  circuit: QpyCircuit,
  bindings: Bindings,
  { maxOperations = 2_000_000, stepSeconds }: LoweringOptions,
  angleOf: RealOf = realOf,
): Circuit {
  const { qubitCount, clbitCount, name } = circuit;
  const output = new Output(maxOperations);
  const memory = new Memory(clbitCount, defaultCircuitLimits.maxClbits);
  const frame: Frame = {
    circuit,
    qubits: Array.from({ length: qubitCount }, (_, k) => k),
    clbits: Array.from({ length: clbitCount }, (_, k) => k),
    bindings,
    memory,
    ...(stepSeconds !== undefined && { stepSeconds }),
  };
  const operations = output.gather(() => new Lowering(output, angleOf).circuit(frame));
  const { bits } = memory;
  for (let from = 0; from < bits.length; from += widestNumber) {
    const clbits = bits.slice(from, from + widestNumber);
    operations.push({ kind: "assign", clbits, value: { kind: "number", value: "0", width: clbits.length } });
  }
  const registers = circuit.registers
    .filter(({ kind, isInCircuit, bits }) => kind === "classical" && isInCircuit && !bits.includes(-1))
    .map(({ name: registerName, bits }) => ({ name: registerName, clbits: bits }));
  const result: Circuit = {
    qubitCount,
    clbitCount: clbitCount + bits.length,
    ...(registers.length > 0 && { registers }),
    operations,
    ...(name !== "" && { name }),
  };
  checkCircuit(result, { maxOperations });
  return result;
}

/** Values of a circuit's parameters by their ids. Throws InvalidInputError where one is missing or not finite. */
export function valuesOf(
  circuit: QpyCircuit,
  given: ArrayLike<number> | Readonly<Record<string, number>>,
): Map<string, number> {
  const { parameters } = circuit;
  const isList = isArrayLike(given);
  if (isList && given.length !== parameters.length) {
    const names = parameters.slice(0, 8).map((parameter) => `"${parameter.name}"`);
    throw new InvalidInputError(
      `The circuit has ${parameters.length} parameters and ${given.length} values are given; its parameters are ${
        names.join(", ") || "none"
      }${parameters.length > names.length ? ", …" : ""}.`,
      { parameters: parameters.length, given: given.length },
    );
  }
  const byName = isList ? undefined : new Map(Object.entries(given));
  const values = new Map<string, number>();
  parameters.forEach(({ id, name }, k) => {
    const value = isList ? (given[k] as number | undefined) : byName?.get(name);
    if (value === undefined) {
      throw new InvalidInputError(`The parameter "${name}" has no value; give one.`, { parameter: name });
    }
    if (!Number.isFinite(value)) {
      throw new InvalidInputError(`The value ${value} of the parameter "${name}" is not a finite number.`, {
        parameter: name,
      });
    }
    values.set(id, value);
  });
  return values;
}

const isArrayLike = (given: ArrayLike<number> | Readonly<Record<string, number>>): given is ArrayLike<number> =>
  Array.isArray(given) || ArrayBuffer.isView(given);
