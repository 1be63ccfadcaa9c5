import { readFileSync } from "node:fs";
import { InvalidInputError, NaruError, TooLargeError, UnsupportedError } from "@naru/base";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gates } from "../../gates.ts";
import { checkCircuit } from "../../validate.ts";
import { circuitOfStim, readStim, type StimInstruction, type StimTarget, stimElements, writeStim } from "./index.ts";
import { stimNameOf, stimOperations } from "./operations.ts";

interface Recorded {
  readonly gates: readonly { readonly name: string; readonly images: readonly string[] }[];
  readonly circuits: readonly {
    readonly name: string;
    readonly text: string;
    readonly canonical: string;
    readonly qubits: number;
    readonly measurements: number;
    readonly detectors: number;
    readonly observables: number;
  }[];
}

const recorded: Recorded = JSON.parse(readFileSync(new URL("../../../fixtures/stim.json", import.meta.url), "utf8"));

describe.each(recorded.circuits)("$name", ({ text, canonical, qubits, measurements, detectors, observables }) => {
  const program = readStim(text);

  test("is read with Stim's numbers of qubits, measurements, detectors and observables", () => {
    expect(program).toMatchObject({
      qubitCount: qubits,
      measurementCount: measurements,
      detectorCount: detectors,
      observableCount: observables,
    });
  });

  test("is the same as what Stim writes of it, and as what is written here", () => {
    expect(readStim(canonical)).toEqual(program);
    expect(readStim(writeStim(program))).toEqual(program);
  });
});

test.each(recorded.gates)("$name does to Paulis what Stim says", ({ name, images }) => {
  const width = images.length / 2;
  const qubits = Array.from({ length: width }, (_, k) => k);
  const elements = stimElements({ kind: "operation", name, parameters: [], targets: qubits });
  let unitary = identity(2 ** width);
  for (const element of elements) {
    if (element.kind !== "gate") throw new Error("Only gates are unitary.");
    unitary = times(spread(gates[element.gate].matrix([]), element.qubits, width), unitary);
  }
  images.forEach((image, i) => {
    const before = qubits.map((k) => (k === i >> 1 ? (i % 2 === 0 ? "X" : "Z") : "_")).join("");
    const [sign, after] = [image[0] === "-" ? -1 : 1, pauliMatrix(image.slice(1))];
    const left = times(unitary, pauliMatrix(before));
    const right = times(after, unitary);
    left.forEach(([re, im], at) => {
      expect(re).toBeCloseTo(sign * (right[at]?.[0] ?? Number.NaN), 12);
      expect(im).toBeCloseTo(sign * (right[at]?.[1] ?? Number.NaN), 12);
    });
  });
});

test("every unitary of the table is one that Stim knows, and each of Stim's is here", () => {
  const ours = Object.keys(stimOperations).filter((name) => stimOperations[name]?.kind === "unitary");
  expect(ours.toSorted()).toEqual(recorded.gates.map(({ name }) => name).toSorted());
});

describe("mistakes are refused with their line", () => {
  test.each([
    ["H 0\nHH 1", /^line 2: there is no instruction "HH"/],
    ["CX 0 1 2", /^line 1: CX acts on pairs/],
    ["\n\nCX 3 3", /^line 3: CX acts on two different qubits, not on 3 twice/],
    ["DEPOLARIZE1(1.5) 0", /^line 1: 1.5 of DEPOLARIZE1 is no probability/],
    ["DEPOLARIZE1 0", /^line 1: DEPOLARIZE1 takes 1 numbers/],
    ["PAULI_CHANNEL_1(0.5,0.5,0.5) 0", /^line 1: the probabilities of PAULI_CHANNEL_1 add up/],
    ["M 0\nDETECTOR rec[-2]", /^line 2: rec\[-2\] is before the first result; there are 1 so far/],
    ["H rec[-1]", /^line 1: rec/],
    ["M 0\nH rec[-1]", /^line 2: H takes qubits/],
    ["M 0\nCX 1 rec[-1]", /^line 2: CX takes qubits, and a result only as its control/],
    ["REPEAT 5 {\nH 0", /^line 2: the REPEAT of line 1 is not closed/],
    ["REPEAT 0 {\nH 0\n}", /^line 1: a repetition is written/],
    ["REPEAT 2 {\n}", /^line 2: a repetition of nothing/],
    ["}", /^line 1: this } closes nothing/],
    ["H 0 -1", /^line 1: "-1" is no target/],
    ["MPP X0*X0", /^line 1: the product X0\*X0 names a qubit twice/],
    ["H(0.1) 0", /^line 1: H takes 0 numbers/],
    ["X_ERROR(a) 0", /^line 1: "a" of X_ERROR is not a number/],
    ["OBSERVABLE_INCLUDE(-1)", /^line 1: an observable has a whole number/],
    ["TICK 3", /^line 1: TICK takes no targets/],
    ["!?", /^line 1: "!\?" is no instruction/],
  ])("%j", (text, message) => {
    expect(() => readStim(text)).toThrow(InvalidInputError);
    expect(() => readStim(text)).toThrow(message);
  });

  test.each(["ELSE_CORRELATED_ERROR(0.1) X0", "HERALDED_ERASE(0.1) 0", "MPAD 0", "SPP X0", "CX sweep[0] 1"])(
    "what is not known here says so: %s",
    (text) => {
      expect(() => readStim(`H 0\n${text}`)).toThrow(UnsupportedError);
      expect(() => readStim(`H 0\n${text}`)).toThrow(/^line 2: /);
    },
  );

  test("texts beyond the limits are refused", () => {
    expect(() => readStim("H 2000000")).toThrow(TooLargeError);
    expect(() => readStim("H 0 1 2 3\n".repeat(9), { maxTargets: 40 })).toThrow(/^line 9: /);
    expect(() => readStim("REPEAT 2 {\n".repeat(70))).toThrow(/^line 65: repetitions are nested/);
    const many = "REPEAT 999999999999 {\n";
    expect(() => readStim(`${many}${many}M 0\n}\n}`)).toThrow(/^line 5: there are more measurements/);
  });
});

test("a name that is nearly right is suggested", () => {
  expect(() => readStim("DEPOLARISE1(0.1) 0")).toThrow(/did you mean "DEPOLARIZE1"\?/);
});

const anyQubit = fc.nat(30);
const anyPairs = fc
  .array(fc.tuple(anyQubit, fc.integer({ min: 1, max: 9 })), { maxLength: 3 })
  .map((pairs) => pairs.flatMap(([a, by]) => [a, a + by]));
const anyFactors = fc
  .uniqueArray(fc.record({ pauli: fc.constantFrom("X" as const, "Y" as const, "Z" as const), qubit: anyQubit }), {
    selector: ({ qubit }) => qubit,
    minLength: 1,
    maxLength: 4,
  })
  .map((factors) => ({ kind: "paulis", factors, isInverted: factors.length % 2 === 0 }) as const);
const probability = fc.double({ min: 0, max: 1, noNaN: true }).map((p) => p + 0); // no −0
const operation = (name: string, parameters: readonly number[], targets: readonly StimTarget[]) =>
  ({ kind: "operation", name, parameters, targets }) as const;

const anyInstruction: fc.Arbitrary<StimInstruction> = fc.letrec<{ one: StimInstruction; repeat: StimInstruction }>(
  (tie) => ({
    one: fc.oneof(
      {
        weight: 12,
        arbitrary: fc
          .tuple(fc.constantFrom("H", "C_XYZ", "R"), fc.array(anyQubit))
          .map(([n, q]) => operation(n, [], q)),
      },
      { weight: 4, arbitrary: anyPairs.map((pairs) => operation("CZ", [], pairs)) },
      {
        weight: 4,
        arbitrary: fc.tuple(probability, anyPairs).map(([p, pairs]) => operation("DEPOLARIZE2", [p], pairs)),
      },
      {
        weight: 4,
        arbitrary: fc.tuple(probability, fc.array(anyFactors)).map(([p, products]) => operation("MPP", [p], products)),
      },
      {
        weight: 4,
        arbitrary: fc
          .array(
            fc.oneof(
              anyQubit,
              anyQubit.map((qubit) => ({ kind: "inverted", qubit }) as const),
            ),
          )
          .map((targets) => operation("M", [], targets)),
      },
      { weight: 1, arbitrary: tie("repeat") },
    ),
    repeat: fc
      .record({ times: fc.integer({ min: 1, max: 1000 }), body: fc.array(tie("one"), { minLength: 1, maxLength: 4 }) })
      .map(({ times, body }) => ({ kind: "repeat", times, body }) as const),
  }),
).one;

test("what is written is read back the same", () => {
  fc.assert(
    fc.property(fc.array(anyInstruction, { maxLength: 12 }), (instructions) => {
      expect(readStim(writeStim({ instructions })).instructions).toEqual(instructions);
    }),
    { numRuns: 200 },
  );
});

test("any text is read or refused with a line", () => {
  const words = [
    ...["H", "CX", "M", "MPP", "REPEAT", "DETECTOR", "R", "E", "X_ERROR(0.1)", "DEPOLARIZE2", "TICK", "0", "1", "!2"],
    ...[
      "rec[-1]",
      "rec[1]",
      "X0*Z1",
      "X0",
      "*",
      "{",
      "}",
      "(",
      ")",
      "[tag]",
      "#",
      "\n",
      "\n",
      "5",
      "0.5",
      "-",
      "sweep[0]",
    ],
  ];
  const anyText = fc.oneof(
    fc.array(fc.constantFrom(...words), { maxLength: 25 }).map((parts) => parts.join(" ")),
    fc.string({ unit: "binary", maxLength: 60 }),
    fc
      .tuple(fc.constantFrom(...recorded.circuits), fc.nat(600), fc.string({ maxLength: 3 }))
      .map(([{ text }, at, noise]) => text.slice(0, at) + noise + text.slice(at + noise.length)),
  );
  fc.assert(
    fc.property(anyText, (text) => {
      try {
        const program = readStim(text);
        expect(readStim(writeStim(program))).toEqual(program);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(NaruError);
        expect((thrown as NaruError).message).toMatch(/^line \d+: /);
        expect((thrown as NaruError).details).toMatchObject({ line: expect.any(Number) });
      }
    }),
    { numRuns: 2000 },
  );
});

describe("as a circuit", () => {
  test("results are classical bits in order, repetitions written out, results decide over Paulis", () => {
    const program = readStim("RX 0\nM 0 !1\nREPEAT 2 {\n  CX rec[-1] 2\n  MR 2\n}\nDETECTOR rec[-1]");
    const circuit = circuitOfStim(program);
    checkCircuit(circuit);
    expect(circuit).toMatchObject({ qubitCount: 3, clbitCount: 4 });
    const texts = circuit.operations.map((each) => {
      if (each.kind === "gate") return `${each.gate} ${each.qubits.join(" ")}`;
      if (each.kind === "measure") return `measure ${each.qubit} → ${each.clbit}`;
      if (each.kind === "if" && each.condition.kind === "compare") return `if ${each.condition.clbits.join(" ")}`;
      return each.kind;
    });
    expect(texts).toEqual([
      ...["reset", "h 0", "measure 0 → 0", "x 1", "measure 1 → 1", "x 1"],
      ...["if 1", "measure 2 → 2", "reset", "if 2", "measure 2 → 3", "reset"],
    ]);
  });

  test("noise is refused unless it is to be left out, and too many rounds are", () => {
    const noisy = readStim("H 0\nX_ERROR(0.1) 0\nM(0.1) 0");
    expect(() => circuitOfStim(noisy)).toThrow(UnsupportedError);
    expect(circuitOfStim(noisy, { withoutNoise: true }).operations).toHaveLength(2);
    expect(() => circuitOfStim(readStim("REPEAT 10000000 {\nM 0\n}"))).toThrow(TooLargeError);
  });
});

test("aliases have the names of what they stand for", () => {
  expect(["cnot", "ZCX", "Mz", "sqrt_z_dag", "CORRELATED_ERROR"].map(stimNameOf)).toEqual([
    "CX",
    "CX",
    "M",
    "S_DAG",
    "E",
  ]);
});

type Matrix = readonly (readonly [re: number, im: number])[];

const identity = (size: number): Matrix =>
  Array.from({ length: size * size }, (_, at) => [at % (size + 1) === 0 ? 1 : 0, 0] as const);

function times(a: Matrix, b: Matrix): Matrix {
  const size = Math.sqrt(a.length);
  return a.map((_, at) => {
    let [re, im] = [0, 0];
    for (let k = 0; k < size; k++) {
      const [ar, ai] = a[Math.floor(at / size) * size + k] ?? [0, 0];
      const [br, bi] = b[k * size + (at % size)] ?? [0, 0];
      re += ar * br - ai * bi;
      im += ar * bi + ai * br;
    }
    return [re, im] as const;
  });
}

/** A matrix of the gate table on some of `width` qubits. */
function spread(matrix: readonly number[], qubits: readonly number[], width: number): Matrix {
  const size = 2 ** width;
  const within = (index: number) => qubits.reduce((sum, qubit, j) => sum | (((index >> qubit) & 1) << j), 0);
  const mask = qubits.reduce((sum, qubit) => sum | (1 << qubit), 0);
  return Array.from({ length: size * size }, (_, at) => {
    const [row, column] = [Math.floor(at / size), at % size];
    if ((row & ~mask) !== (column & ~mask)) return [0, 0] as const;
    const from = 2 * (within(row) * 2 ** qubits.length + within(column));
    return [matrix[from] ?? 0, matrix[from + 1] ?? 0] as const;
  });
}

/** Letter k is on qubit k; _ is the identity. */
function pauliMatrix(letters: string): Matrix {
  const names = { X: "x", Y: "y", Z: "z", _: "id" } as const;
  return [...letters].reduce<Matrix>(
    (product, letter, k) => {
      const own = gates[names[letter as keyof typeof names]].matrix([]);
      return times(spread(own, [k], letters.length), product);
    },
    identity(2 ** letters.length),
  );
}

test("lines may end as they do on Windows, and comments hold any character", () => {
  const plain = readStim("H 0\nREPEAT 2 {\nM 0 # \u2028 twice\n}\n");
  expect(readStim("H 0\r\nREPEAT 2 {\r\nM 0 # twice\r\n}\r\n")).toEqual(plain);
  expect(plain.measurementCount).toBe(2);
});

test("a long row of blanks between targets takes no longer than it is", () => {
  // Taken by a pattern, such a row would cost the square of its length: minutes.
  const program = readStim(`MPP X0${" ".repeat(2_000_000)}*${" ".repeat(2_000_000)}Z1 X2${" ".repeat(2_000_000)}\n`);
  expect(program.measurementCount).toBe(2);
});
