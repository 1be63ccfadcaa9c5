import type { GateApplier } from "./apply.ts";
import { type GateCaller, parseCall } from "./call.ts";
import { defineGate } from "./definition.ts";
import type { Budget } from "./limits.ts";
import type { BodyStep, Meaning } from "./meaning.ts";
import type { ExpressionParser } from "./parse-expression.ts";
import { realValue, Scope } from "./value.ts";

/** What stands between `gate` or `opaque` and the body. */
export interface GateHeader {
  readonly name: string;
  readonly at: number;
  readonly parameterNames: readonly string[];
  readonly qubitNames: readonly string[];
}

/** Parses `name(parameters) qubits`. */
export function parseGateHeader(parser: ExpressionParser): GateHeader {
  const { scanner } = parser;
  const at = scanner.start;
  const name = scanner.expectName("the name of the gate");
  let parameterNames: string[] = [];
  if (scanner.accept("(")) {
    parameterNames = parseNames(parser, ")");
    scanner.expect(")", "after the parameters");
  }
  const qubitNames = parseNames(parser, "{");
  const seen = new Set<string>();
  for (const used of [...parameterNames, ...qubitNames]) {
    if (seen.has(used))
      throw scanner.source.invalid(at, `the gate "${name}" uses the name "${used}" twice; rename one`);
    seen.add(used);
  }
  return { name, at, parameterNames, qubitNames };
}

/** Names with commas between, up to the closing symbol or the end of a declaration without body, which stays. */
function parseNames(parser: ExpressionParser, close: string): string[] {
  const { scanner } = parser;
  const names: string[] = [];
  while (!scanner.is(close) && !scanner.is(";")) {
    names.push(scanner.expectName("a name"));
    if (!scanner.accept(",")) break;
  }
  return names;
}

/** Parses the body of a gate and makes its meaning. `scope` holds the constants that the body may name. */
export function parseGateBody(
  parser: ExpressionParser,
  header: GateHeader,
  tools: { caller: GateCaller; applier: GateApplier; budget: Budget },
  scope: Scope,
): Meaning {
  const { scanner } = parser;
  const inner = new Scope(scope);
  for (const name of header.parameterNames) inner.declare(name, realValue(Number.NaN)); // known where it is used
  const places = new Map(header.qubitNames.map((name, j) => [name, j]));
  const body: BodyStep[] = [];
  scanner.expect("{", "before the body of the gate");
  while (!scanner.accept("}")) body.push(parseStep(parser, tools.caller, inner, places));
  const { name, parameterNames, qubitNames, at } = header;
  const definition = { name, parameterNames, qubitCount: qubitNames.length, body, scope };
  return defineGate(definition, tools.applier, scanner.source, tools.budget, at);
}

function parseStep(
  parser: ExpressionParser,
  caller: GateCaller,
  scope: Scope,
  places: ReadonlyMap<string, number>,
): BodyStep {
  const { scanner } = parser;
  const { source, start: at } = scanner;
  const placeOf = (name: string, where: number) => {
    const place = places.get(name);
    if (place !== undefined) return place;
    throw source.invalid(where, `"${name}" is not a qubit of this gate; name it in the list before the body`);
  };
  if (scanner.accept("barrier")) {
    const names: number[] = [];
    while (!scanner.accept(";")) {
      const where = scanner.start;
      names.push(placeOf(scanner.expectName("a qubit of this gate"), where));
      if (!scanner.is(";")) scanner.expect(",", 'or ";"');
    }
    return { kind: "barrier", qubits: names.length > 0 ? names : [...places.values()], at };
  }
  const refused = scanner.kind === "name" && notInBody.has(scanner.text);
  if (refused) throw source.unsupported(at, `the body of a gate takes gates and barriers, not "${scanner.text}"`);
  const call = parseCall(parser);
  const qubits = call.operands.map((operand) => {
    if (operand.kind === "name") return placeOf(operand.name, operand.at);
    throw source.invalid(operand.at, "the qubits of a gate are single; name one without brackets");
  });
  caller.expectDifferent(qubits, call.name, call.at);
  return { kind: "apply", ...caller.resolve(call, qubits.length, scope), params: call.params, qubits, at: call.at };
}

const notInBody = new Set(["measure", "reset", "if", "for", "while", "let", "const", "qubit", "bit", "creg", "qreg"]);
