import { NaruError } from "@naru/base";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readOpenQasm, readOpenQasm2, readOpenQasm3 } from "../index.ts";
import { checkCircuit } from "../validate.ts";

/** Small, so that thousands of texts take a moment. */
const limits = { maxOperations: 500, maxQubits: 50, maxClbits: 50, maxDepth: 40 };

/** Reading either gives a circuit that holds what circuits promise, or a refusal that says where. */
function readsOrRefuses(text: string): void {
  for (const read of [
    () => readOpenQasm2(text, limits),
    () => readOpenQasm3(text, { limits, parameters: {} }),
    () => readOpenQasm(text, { limits }),
  ]) {
    try {
      checkCircuit(read());
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(NaruError);
      const { message, details } = thrown as NaruError;
      expect(message).toMatch(/^line \d+, column \d+: /);
      expect(details).toMatchObject({ line: expect.any(Number), column: expect.any(Number) });
    }
  }
}

const words = [
  ...["OPENQASM 2.0;", "OPENQASM 3.0;", 'include "qelib1.inc";', 'include "stdgates.inc";', "qreg q[3];", "creg c[3];"],
  ...[
    "qubit[3] q;",
    "bit[3] c;",
    "gate g(a) x, y {",
    "gate",
    "opaque",
    "if (c == 1)",
    "if",
    "else",
    "for int i in [0:2]",
  ],
  ...["measure", "reset", "barrier", "measure q -> c;", "c = measure q;", "h q;", "cx q[0], q[1];", "rx(pi/2) q[0];"],
  ...[
    "ctrl @",
    "negctrl @",
    "ctrl(2) @",
    "inv @",
    "pow(2) @",
    "pow(0.5) @",
    "gphase(1)",
    "let a = q[0:1];",
    "a",
    "x",
    "y",
  ],
  ...[
    "int n = 3;",
    "const",
    "float",
    "uint[4]",
    "bool",
    "angle",
    "input float t;",
    "output",
    "duration",
    "end;",
    "box",
    "delay[1ns]",
  ],
  ...[
    "q",
    "c",
    "q[0]",
    "c[1]",
    "$0",
    "g(1)",
    "n",
    "i",
    "pi",
    "sin",
    "sizeof",
    "true",
    "0101",
    '"0101"',
    "1",
    "2.5e3",
    "0x1f",
    "1e999",
  ],
  ...[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ";",
    ":",
    ",",
    "=",
    "+=",
    "==",
    "!=",
    "<",
    ">=",
    "+",
    "-",
    "*",
    "/",
    "%",
    "**",
    "^",
    "&",
  ],
  ...[
    "|",
    "&&",
    "||",
    "!",
    "~",
    "<<",
    ">>",
    "++",
    "->",
    "@",
    ".",
    "#",
    "//",
    "/*",
    "*/",
    "\n",
    "@note\n",
    "#pragma a\n",
    "é",
    "\u0000",
  ],
];

test("any soup of words is read or refused", () => {
  const soup = fc.array(fc.constantFrom(...words), { maxLength: 60 }).map((parts) => parts.join(" "));
  fc.assert(fc.property(soup, readsOrRefuses), { seed: 3, numRuns: 1500 });
});

test("any text is read or refused", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 40 }), readsOrRefuses), { seed: 4, numRuns: 300 });
});

const valid2 = `OPENQASM 2.0;
include "qelib1.inc";
gate g(a, b) x, y { rx(a/2 - b^2) x; cx x, y; barrier x, y; U(a, sin(b), -pi) y; }
opaque magic(t) z;
qreg q[4]; creg c[2]; creg d[2];
h q; g(pi/4, 0.3) q[0], q[1]; ccx q[0], q[1], q[2]; // a comment
barrier q[0], q[3]; measure q[0] -> c[0]; reset q[0];
if (c == 1) u3(1, 2, 3e-1) q[2];
measure q[2] -> d[1];
`;
const valid3 = `OPENQASM 3.0;
include "stdgates.inc";
gate g(a) x, y { ctrl @ rx(a) x, y; inv @ s x; gphase(-a/2); }
const int n = 3; bit[2] mask = "10"; float f = 2*pi/n;
qubit[4] q; bit[3] c; let part = q[1:3];
for uint i in [0:n-1] { if (mask[i % 2]) { h q[i]; } else { pow(2) @ t q[i]; } }
ctrl(2) @ negctrl @ g(f) q[0], q[1], q[2], q[3], q[0]; barrier q; /* a comment */
c[0:1] = measure part[0:1]; reset q[0];
if (c[0:1] == 2 && !(c[2] || false)) { x part; } else if ((c & 5) < 3) y q[0];
delay[20ns] q[1]; box { z q[2]; } measure q[3] -> c[2]; end;
`;

test("any damage to a good text is read or refused", () => {
  const damaged = fc
    .tuple(
      fc.constantFrom(valid2, valid3),
      fc.array(
        fc.record({
          at: fc.nat(1000),
          removed: fc.nat(12),
          put: fc.oneof(fc.constant(""), fc.constantFrom(...words), fc.string({ maxLength: 3 })),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    )
    .map(([text, edits]) =>
      edits.reduce<string>((edited, { at, removed, put }) => {
        const place = at % (edited.length + 1);
        return edited.slice(0, place) + put + edited.slice(place + removed);
      }, text),
    );
  fc.assert(fc.property(damaged, readsOrRefuses), { seed: 5, numRuns: 1500 });
});

test("any nesting is read or refused", () => {
  const layer = fc.constantFrom(
    "(",
    "-",
    "!(",
    "q[",
    "{",
    "if (c) ",
    "if (c) { ",
    "for int i in [0:1] ",
    "sin(",
    "uint[",
    "ctrl @ ",
    "1 + (",
  );
  const nested = fc
    .tuple(
      fc.constantFrom("bit c; qubit q; ", "qubit q; rx(", "bit[3] c; if (", "qubit[2] q; "),
      layer,
      layer,
      fc.integer({ min: 0, max: 3000 }),
    )
    .map(([start, a, b, depth]) => start + (a + b).repeat(depth));
  fc.assert(fc.property(nested, readsOrRefuses), { seed: 6, numRuns: 300 });
});
