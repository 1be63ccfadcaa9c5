import { InvalidInputError, NaruError, TooLargeError, UnsupportedError } from "@naru/base";
import { describe, expect, test } from "vitest";
import { readOpenQasm, readOpenQasm2, readOpenQasm3 } from "../index.ts";

/** The error that reading throws. */
function refusalOf(read: () => unknown): NaruError {
  try {
    read();
  } catch (thrown) {
    if (thrown instanceof NaruError) return thrown;
    throw thrown;
  }
  throw new Error("This text should have been refused.");
}

const header2 = 'OPENQASM 2.0;\ninclude "qelib1.inc";\n';
const header3 = 'OPENQASM 3.0;\ninclude "stdgates.inc";\n';

describe("OpenQASM 2: errors say where and what to change", () => {
  test.each([
    ["qreg q[2];\n      hh q[0];", 4, 7, 'there is no gate "hh"; did you mean "h"?'],
    ["qreg q[2];\nfrobnicate q[0];", 4, 1, 'there is no gate "frobnicate"; define it before it is used'],
    ["qreg first[2];\nx frist[0];", 4, 3, 'there is no "frist" here; did you mean "first"?'],
    ["qreg q[2];\nx r[0];", 4, 3, 'there is no "r" here'],
    ["qreg q[2];\nx q[2];", 4, 5, "there is no index 2; this register has 2, from 0 to 1"],
    ["qreg q[2];\ncx q[1], q[1];", 4, 1, '"cx" names a qubit twice; its qubits must be different'],
    ["qreg q[2];\ncx q[1];", 4, 1, '"cx" acts on 2 qubits here, not 1'],
    ["qreg q[2];\nrx q[1];", 4, 1, '"rx" takes 1 parameter, not 0'],
    ["qreg q[2]; qreg r[3];\ncx q, r;", 4, 1, "the registers have 2 and 3 qubits; they must be equally wide"],
    [
      "qreg q[2]; creg c[3];\nmeasure q -> c;",
      4,
      1,
      "2 qubits cannot be measured into 3 classical bits; make them as many",
    ],
    ["qreg q[2];\nmeasure q[0] -> q[1];", 4, 17, "a measurement goes into classical bits, not into a qubit"],
    ["creg c[2];\nx c[0];", 4, 3, "there should be a qubit or a register of qubits, not a classical bit"],
    ["qreg q[1];\nrx(ln(0)) q[0];", 4, 4, "this is not a finite number; check the division, root or logarithm"],
    ["qreg q[1];\nrx(1/0) q[0];", 4, 5, "this divides by zero"],
    ["qreg q[1];\nrx(2pi) q[0];", 4, 5, "a number ends here; write an operator behind it, as in 2*pi"],
    ["qreg q[1];\nrx(sine(1)) q[0];", 4, 4, 'there is no function "sine"; did you mean "sin"?'],
    ["qreg q[1]\nx q[0];", 4, 1, 'there should be ";" after the register, not "x"'],
    ["qreg q[1];\nx q[0]", 4, 7, 'there should be ";" at the end of the statement, not the end of the text'],
    ["qreg q[0];", 3, 6, 'the register "q" needs one bit at least'],
    ["qreg q[1.5];", 3, 8, "the size of a register should be a whole number"],
    ["qreg q[1]; creg q[1];", 3, 17, 'there is a register "q" already; rename one of the two'],
    ["creg c[1]; qreg q[1];\nif (q == 1) x q[0];", 4, 1, "a condition compares a classical register, as in c==1"],
    ["creg c[1]; qreg q[1];\nif (c == -1) x q[0];", 4, 10, 'there should be a whole number, not "-"'],
    ["qreg q[1];\nx q[0]; é q[0];", 4, 9, 'there is no gate "é"; define it before it is used'],
    ["qreg q[1];\n\\ x q[0];", 4, 1, 'the character "\\\\" has no meaning here; remove it'],
    ["gate g a { h b; }", 3, 14, '"b" is not a qubit of this gate; name it in the list before the body'],
    ["gate g a, a { h a; }", 3, 6, 'the gate "g" uses the name "a" twice; rename one'],
    ["gate g a { }\ngate g a { }", 4, 6, 'the gate "g" is defined already; choose another name'],
    ["OPENQASM 2.0;", 3, 1, "the version stands once, at the top"],
  ])("%j", (body, line, column, message) => {
    const refusal = refusalOf(() => readOpenQasm2(header2 + body));
    expect(refusal).toBeInstanceOf(InvalidInputError);
    expect(refusal.message).toBe(`line ${line}, column ${column}: ${message}`);
    expect(refusal.details).toMatchObject({ line, column });
  });

  test("a gate of the library needs the library", () => {
    expect(refusalOf(() => readOpenQasm2("qreg q[1]; h q[0];")).message).toBe(
      'line 1, column 12: the gate "h" needs include "qelib1.inc"; at the top',
    );
  });

  test("an opaque gate can be declared, not used; a delay is a barrier", () => {
    const opaque = `${header2}opaque magic(a) q; opaque delay(t) q; qreg q[1]; delay(100.0) q[0]; `;
    expect(readOpenQasm2(opaque).operations).toEqual([{ kind: "barrier", qubits: [0] }]);
    expect(refusalOf(() => readOpenQasm2(`${opaque}magic(1) q[0];`))).toBeInstanceOf(UnsupportedError);
  });

  test("another file cannot be included", () => {
    expect(refusalOf(() => readOpenQasm2('include "mine.inc";'))).toBeInstanceOf(UnsupportedError);
  });
});

describe("OpenQASM 3: errors say where and what to change", () => {
  test.each([
    ["qubit[2] q;\nctrl @ x q[0];", 4, 8, '"x" acts on 2 qubits here, not 1'],
    ["qubit[2] q; x $0;", 3, 15, "$0 cannot stand beside declared qubits; name qubits in one of the two ways"],
    ["x $0; qubit q;", 3, 7, "qubits cannot be declared beside physical ones; name qubits in one of the two ways"],
    ["int[3] n = 4;", 3, 1, '4 does not fit into a "int" of 3 bits; make it wider'],
    ["const int n = 3;\nn = 4;", 4, 1, '"n" cannot be assigned to; declare a variable without const'],
    ["bit[2] c; qubit q; if (c[2]) x q;", 3, 26, "there is no index 2; this register has 2, from 0 to 1"],
    ["qubit q; if (q) x q;", 3, 14, "this is not a condition; compare classical bits, as in c == 1"],
    ["for int i in [0:0.5] { }", 3, 17, "the end of a range should be a whole number"],
    ["for int i in [0:0:5] { }", 3, 14, "the step of a range cannot be 0"],
    ["qubit[4] q; let a = q[3:0];", 3, 23, "this selects nothing; a range includes both of its ends"],
    ["input float theta;", 3, 1, 'the input parameter "theta" has no value; pass one in "parameters"'],
    ["if (true) { qubit q; }", 3, 13, "qubits are declared outside of blocks"],
    ["{ x", 3, 4, "there should be a qubit or a register, not the end of the text"],
  ])("%j", (body, line, column, message) => {
    const refusal = refusalOf(() => readOpenQasm3(header3 + body));
    expect(refusal).toBeInstanceOf(InvalidInputError);
    expect(refusal.message).toBe(`line ${line}, column ${column}: ${message}`);
    expect(refusal.details).toMatchObject({ line, column });
  });

  test.each(["def f(qubit q) { }", "extern f(int) -> int;", "switch (1) { }", "defcal x $0 { }", "cal { }"])(
    "%s is refused by its name",
    (body) => {
      const refusal = refusalOf(() => readOpenQasm3(header3 + body));
      expect(refusal).toBeInstanceOf(UnsupportedError);
      expect(refusal.message).toContain(`"${body.split(" ")[0]}" cannot be read here`);
      expect(refusal.details).toMatchObject({ line: 3, column: 1, construct: body.split(" ")[0] });
    },
  );

  test.each([
    ["qubit q; measure q;", "say which bit keeps the result"],
    ["bit c; int n = 0; if (c) n = 1;", "a variable cannot change where a measurement decides"],
    ["bit c; int n = c;", "a variable cannot hold a classical bit"],
    ["bit c; if (c) end;", '"end" cannot depend on a measurement'],
    ["bit[2] c; bit[2] d; qubit q; if (c == d) x q;", "conditions compare classical bits with constants"],
    ["qubit[2] q; pow(0.5) @ ecr q[0], q[1];", "a power that is not whole is known for"],
  ])("%s is refused with what to write", (body, message) => {
    const refusal = refusalOf(() => readOpenQasm3(header3 + body));
    expect(refusal).toBeInstanceOf(UnsupportedError);
    expect(refusal.message).toContain(message);
  });

  test("a parameter that the text does not have is refused", () => {
    const options = { parameters: { theta: 1, thetta: 2 } };
    expect(refusalOf(() => readOpenQasm3("input float theta;", options)).message).toBe(
      'The text has no input parameter "thetta"; did you mean "theta"?',
    );
  });
});

describe("the version", () => {
  test("decides who reads", () => {
    expect(readOpenQasm("// hello\nOPENQASM 2.0; qreg q[2];").qubitCount).toBe(2);
    expect(readOpenQasm("\n#pragma x y\n/* hello */ OPENQASM 3; qubit[3] q;").qubitCount).toBe(3);
  });

  test.each([
    ["qubit q;", "line 1, column 1: the text should begin with its version"],
    ["", "line 1, column 1: the text should begin with its version"],
    ["OPENQASM 4.0;", 'line 1, column 10: the version "4.0" is not known here'],
  ])("%j is refused", (text, message) => {
    expect(refusalOf(() => readOpenQasm(text)).message).toContain(message);
  });

  test("a text of the other version is refused by a reader", () => {
    expect(refusalOf(() => readOpenQasm2("OPENQASM 3.0;")).message).toContain("here it should be OPENQASM 2.0;");
    expect(refusalOf(() => readOpenQasm3("OPENQASM 2.0;")).message).toContain("here it should be OPENQASM 3.0;");
  });
});

describe("limits hold before memory is used", () => {
  /** Gates that call the one before twice: the last needs 2^199 of the first. */
  const bomb = (first: string) =>
    [`gate g0 q { ${first} }`]
      .concat(Array.from({ length: 199 }, (_, k) => `gate g${k + 1} q { g${k} q; g${k} q; }`))
      .join("\n");

  test.each([
    ["a bomb of definitions", `${bomb("x q;")} qreg q[1]; g199 q[0];`, "more than 2000000 operations"],
    ["a bomb of empty definitions", `${bomb("")} qreg q[1]; g199 q[0];`, "more than 16000000 steps"],
    ["too many qubits", "qreg q[10001];", "10001 qubits here and the limit is 10000"],
    ["too many classical bits", "creg c[100001];", "the limit is 100000"],
    ["parentheses", `qreg q[1]; rx(${"(".repeat(100_000)}`, "nested more than 256 deep"],
    ["signs", `qreg q[1]; rx(${"-".repeat(100_000)}1) q[0];`, "nested more than 256 deep"],
    ["powers", `qreg q[1]; rx(${"1^".repeat(100_000)}1) q[0];`, "nested more than 256 deep"],
    ["a sum", `qreg q[1]; rx(${"1+".repeat(100_000)}1) q[0];`, "this expression is too long"],
    [
      "definitions that go deep",
      Array.from({ length: 300 }, (_, k) => `gate g${k} q { ${k ? `g${k - 1}` : "x"} q; }`).join(" "),
      "nested more than 256 deep",
    ],
  ])("OpenQASM 2: %s", (_, body, message) => {
    const refusal = refusalOf(() => readOpenQasm2(header2 + body));
    expect(refusal).toBeInstanceOf(TooLargeError);
    expect(refusal.message).toContain(message);
  });

  test.each([
    ["a power", "qubit q; gate g a { x a; y a; } pow(1000000000) @ g q;", "more than 1000 operations"],
    ["powers of powers", `qubit q; ${"pow(1000) @ ".repeat(10)} x q;`, "this power is too large"],
    ["an empty loop", "for int i in [0:1000000000000] { }", "more than 10000 steps"],
    ["loops in loops", `${"for int i in [0:100] ".repeat(8)} { }`, "more than 10000 steps"],
    ["a loop of gates", "qubit q; for int i in [0:3000] x q;", "more than 1000 operations"],
    ["a loop of wide barriers", "qubit[5000] q; for int i in [0:9] barrier q;", "more than 10000 steps"],
    ["blocks", "{".repeat(100_000), "nested more than 256 deep"],
    ["ifs", "bit c; ".concat("if (c) ".repeat(100_000)), "nested more than 256 deep"],
    ["elses", `bit c; qubit q; if (c) x q; ${"else if (c) x q; ".repeat(1000)}`, "nested more than 256 deep"],
    ["exclusive ors", `bit[2] c; qubit q; if (${"c[0] ^ ".repeat(100)}c[1]) x q;`, "this condition asks too much"],
    ["indices", `qubit q; x ${"q[".repeat(100_000)}`, "nested more than 256 deep"],
    ["physical qubits", "x $10000;", "10001 qubits here and the limit is 10000"],
  ])("OpenQASM 3: %s", (_, body, message) => {
    const refusal = refusalOf(() => readOpenQasm3(header3 + body, { limits: { maxOperations: 1000 } }));
    expect(refusal).toBeInstanceOf(TooLargeError);
    expect(refusal.message).toContain(message);
  });

  test("numbers that only cost time are refused", () => {
    const values = ["2 ** 2 ** 20", "1 << 100000", "9".repeat(2000), "2**4000 * 2**4000"];
    for (const value of values) {
      expect(refusalOf(() => readOpenQasm3(`const int n = ${value};`))).toBeInstanceOf(InvalidInputError);
    }
  });

  test("a caller may set limits of its own", () => {
    const text = "OPENQASM 3.0; qubit[2] q; U(0,0,0) q;";
    expect(readOpenQasm(text, { limits: { maxOperations: 2, maxQubits: 2 } }).operations).toHaveLength(2);
    for (const limits of [{ maxOperations: 1 }, { maxQubits: 1 }, { maxCharacters: 10 }]) {
      expect(refusalOf(() => readOpenQasm(text, { limits }))).toBeInstanceOf(TooLargeError);
    }
  });
});
