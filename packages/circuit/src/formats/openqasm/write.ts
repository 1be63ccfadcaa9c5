import { InvalidInputError, TooLargeError, UnsupportedError } from "@naru/base";
import type { Circuit, ClassicalRegister, GateOperation } from "../../circuit.ts";
import { type GateName, gateNamed } from "../../gates.ts";
import { classicalTypes } from "./words.ts";

/** Deeper conditions than these are refused by readers, too. */
export const deepestWritten = 256;

/**
 * Gates of our table that one of the standard libraries lacks, written in gates that both have. Each body is exact in
 * its phase as OpenQASM 3 is read here, so that a reader finds the gate again. `rxx` is spelt out inside `ms`.
 * Several parameters are named in alphabetical order: qiskit-qasm3-import 0.6.0 binds them in that order, not in the
 * one written.
 */
const bodies: Partial<Record<GateName, string>> = {
  sxdg: "gate sxdg a { h a; sdg a; h a; }",
  r: "gate r(p0, p1) a { U(p0, p1 - pi/2, pi/2 - p1) a; }",
  gpi: "gate gpi(phi) a { U(pi, phi, pi - phi) a; }",
  gpi2: "gate gpi2(phi) a { U(pi/2, phi - pi/2, pi/2 - phi) a; }",
  cs: "gate cs a, b { cp(pi/2) a, b; }",
  csdg: "gate csdg a, b { cp(-pi/2) a, b; }",
  csx: "gate csx a, b { h b; cp(pi/2) a, b; h b; }",
  csxdg: "gate csxdg a, b { h b; cp(-pi/2) a, b; h b; }",
  cu3: "gate cu3(p0, p1, p2) a, b { cu(p0, p1, p2, 0) a, b; }",
  iswap: "gate iswap a, b { s a; s b; h a; cx a, b; cx b, a; h b; }",
  iswapdg: "gate iswapdg a, b { h b; cx b, a; cx a, b; h a; sdg b; sdg a; }",
  dcx: "gate dcx a, b { cx a, b; cx b, a; }",
  dcxdg: "gate dcxdg a, b { cx b, a; cx a, b; }",
  ecr: "gate ecr a, b { h b; cx a, b; rz(pi/4) b; cx a, b; h b; x a; h b; cx a, b; rz(-pi/4) b; cx a, b; h b; }",
  rxx: "gate rxx(theta) a, b { h a; h b; cx a, b; rz(theta) b; cx a, b; h b; h a; }",
  ryy: "gate ryy(theta) a, b { rx(pi/2) a; rx(pi/2) b; cx a, b; rz(theta) b; cx a, b; rx(-pi/2) b; rx(-pi/2) a; }",
  rzz: "gate rzz(theta) a, b { cx a, b; rz(theta) b; cx a, b; }",
  rzx: "gate rzx(theta) a, b { h b; cx a, b; rz(theta) b; cx a, b; h b; }",
  ms:
    "gate ms(p0, p1, p2) a, b { rz(-p0) a; rz(-p1) b; h a; h b; cx a, b; rz(p2) b; cx a, b; h b; h a; " +
    "rz(p0) a; rz(p1) b; }",
  ccz: "gate ccz a, b, c { h c; ccx a, b, c; h c; }",
};

/** The definition of a gate that neither library has, or that one lacks. */
export function definitionOf(gate: GateName): string {
  const body = bodies[gate];
  if (body === undefined) throw new RangeError(`The standard libraries have "${gate}".`);
  return body;
}

/** An angle, as a fraction of pi where it is one to the last bit, so that reading gives the same number. */
export function writeAngle(radians: number): string {
  if (!Number.isFinite(radians)) throw new InvalidInputError(`${radians} is not an angle; use a finite number.`);
  for (const divisor of radians === 0 ? [] : [1, 2, 3, 4, 6, 8, 12, 16]) {
    const multiple = Math.round((radians * divisor) / Math.PI);
    if (multiple === 0 || Math.abs(multiple) > 64 || (multiple * Math.PI) / divisor !== radians) continue;
    const pis = multiple === 1 ? "pi" : multiple === -1 ? "-pi" : `${multiple}*pi`;
    return divisor === 1 ? pis : `${pis}/${divisor}`;
  }
  if (Object.is(radians, -0)) return "-0.0";
  // OpenQASM 2 wants a point in a number with an exponent.
  return String(radians).replace(/^(-?\d+)e/, "$1.0e");
}

/** A gate's name with its parameters in parentheses. */
export function writeGateName(name: string, { params = [] }: GateOperation): string {
  return params.length > 0 ? `${name}(${params.map(writeAngle).join(", ")})` : name;
}

/**
 * The registers to declare, which must hold all classical bits in order. If the circuit's own do not, or have names
 * that the language refuses, there is one register `c` for all; `isName` tells.
 */
export function plannedRegisters(circuit: Circuit, isName: (name: string) => boolean): readonly ClassicalRegister[] {
  const { clbitCount, registers = [] } = circuit;
  if (clbitCount === 0) return [];
  const inOrder = registers.flatMap(({ clbits }) => clbits);
  const names = new Set(registers.map(({ name }) => name));
  const fits =
    inOrder.length === clbitCount &&
    inOrder.every((clbit, k) => clbit === k) &&
    names.size === registers.length &&
    registers.every(({ name, clbits }) => clbits.length > 0 && isName(name) && isFree(name));
  return fits ? registers : [{ name: "c", clbits: Array.from({ length: clbitCount }, (_, k) => k) }];
}

/** Where each classical bit is declared. */
export function placesOf(registers: readonly ClassicalRegister[]): { register: ClassicalRegister; index: number }[] {
  const places: { register: ClassicalRegister; index: number }[] = [];
  for (const register of registers) {
    register.clbits.forEach((clbit, index) => {
      places[clbit] = { register, index };
    });
  }
  return places;
}

export function refuse(what: string, instead: string): never {
  throw new UnsupportedError(`${what} cannot be written as OpenQASM; ${instead}.`);
}

export function tooDeep(): never {
  throw new TooLargeError(`This circuit nests conditions more than ${deepestWritten} deep; flatten it.`, {
    limit: deepestWritten,
  });
}

const isFree = (name: string) => !taken.has(name) && gateNamed(name) === undefined;

/** Names that mean something else in the texts that are written here. */
const taken: ReadonlySet<string> = new Set([
  ...classicalTypes,
  ...["q", "U", "CX", "gphase", "pi", "tau", "euler", "qreg", "creg", "gate", "opaque", "include", "OPENQASM", "end"],
  ...["if", "else", "for", "in", "while", "measure", "reset", "barrier", "let", "const", "input", "output", "qubit"],
  ...["ctrl", "negctrl", "inv", "pow", "def", "defcal", "cal", "extern", "return", "box", "delay", "switch", "case"],
  ...["default", "break", "continue", "array", "complex", "void", "readonly", "mutable", "true", "false", "nop"],
  ...["u0", "u2", "rccx", "rc3x", "c3x", "c4x", "c3sqrtx", "sin", "cos", "tan", "exp", "ln", "sqrt", "sizeof"],
  ...["defcalgrammar", "pragma", "im", "durationof", "ns", "us", "ms", "s", "dt"],
]);
