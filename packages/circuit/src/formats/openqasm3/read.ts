import { InvalidInputError } from "@naru/base";
import type { Circuit } from "../../circuit.ts";
import type { ReadLimits } from "../openqasm/limits.ts";
import { parseGateBody, parseGateHeader } from "../openqasm/parse-definition.ts";
import { parseInclude, parseVersion, type Reading, startReading } from "../openqasm/reading.ts";
import { suggestion } from "../openqasm/suggest.ts";
import { Scope } from "../openqasm/value.ts";
import { Interpreter } from "./interpret.ts";
import { parseStatement } from "./parse.ts";

export interface ReadOpenQasm3Options {
  /** Values of the `input` parameters, by name; angles in radians. */
  readonly parameters?: Readonly<Record<string, number>>;
  readonly limits?: Partial<ReadLimits>;
}

/**
 * Reads OpenQASM 3 (https://openqasm.com, version 3.1) as far as a circuit can hold it: registers and physical qubits,
 * gates and their modifiers, measurement, reset, delays, conditions on classical bits, loops with constant bounds (unrolled), loops on conditions (of 100 000 turns at
 * most), calculations with whole numbers that are assigned to classical bits, constants and variables that are known while reading, aliases, `input` parameters. `stdgates.inc` is built in, and
 * with it come all gates of our table.
 *
 * Qubits and classical bits are numbered in the order of declaration; `$n` is qubit n. Every bit or register of bits
 * that is declared outside of blocks becomes a register of the circuit. Gates that the text defines are expanded,
 * unless they are a gate of our table written out under its own name. A delay in dt becomes a barrier. `U` has the phase
 * that Qiskit gives it, with a real entry at the top left.
 *
 * Throws `InvalidInputError`, `UnsupportedError` or `TooLargeError`, with `line` and `column` in the details where the
 * text is to be changed.
 */
export function readOpenQasm3(text: string, options: ReadOpenQasm3Options = {}): Circuit {
  const reading = startReading(text, 3, options.limits);
  const { scanner, parser, builder } = reading;
  const scope = new Scope();
  const interpreter = new Interpreter(reading, options.parameters ?? {});
  while (scanner.kind === "line") scanner.advance();
  parseVersion(reading, 3);
  while (scanner.kind !== "end" && !interpreter.hasEnded) {
    if (scanner.is("include")) parseInclude(reading);
    else if (scanner.is("gate")) readGate(reading, scope);
    else {
      const statement = parseStatement(parser);
      if (statement) interpreter.run(statement, scope);
    }
  }
  if (!interpreter.hasEnded) expectKnown(options.parameters ?? {}, interpreter.inputs);
  return builder.circuit();
}

function readGate(reading: Reading, scope: Scope): void {
  const { scanner, parser, names } = reading;
  scanner.advance();
  const header = parseGateHeader(parser);
  names.define(header.name, parseGateBody(parser, header, reading, scope), header.at);
}

/** A parameter that the text does not ask for is most likely a misspelt one. */
function expectKnown(parameters: Readonly<Record<string, number>>, inputs: ReadonlySet<string>): void {
  const unknown = Object.keys(parameters).find((name) => !inputs.has(name));
  if (unknown === undefined) return;
  const hint = suggestion(unknown, inputs) || "; remove it";
  throw new InvalidInputError(`The text has no input parameter "${unknown}"${hint}`, { parameter: unknown });
}
