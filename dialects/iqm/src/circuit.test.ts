import { type Circuit, checkCircuit, conditional, gate, gates, type Operation } from "@naru/circuit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cz, measure, move, prx } from "../testing/client.ts";
import { machines } from "./backends/index.ts";
import { type Reading, readCircuit } from "./circuit.ts";

const [garnet, , , deneb] = machines;
if (!garnet || !deneb) throw new Error("The machines are listed in another order.");

const reading = (more: Partial<Reading> = {}): Reading => ({
  machine: garnet,
  mapping: new Map(),
  moveValidation: "strict",
  isHeralded: false,
  ...more,
});
const onStar = reading({ machine: deneb });

const read = (instructions: readonly object[], how = reading()): Circuit =>
  readCircuit({ name: "bell", instructions }, 0, how);

/** Without the delays that put off first operations. */
const operationsOf = ({ operations }: Circuit): Operation[] =>
  operations.filter((operation) => operation.kind !== "delay");

describe("instructions", () => {
  test("become operations on components by their numbers, angles as they are", () => {
    const { operations, qubitCount, clbitCount, registers } = read([
      prx("QB3", 0.5, -0.25),
      { name: "sx", locus: ["QB3"] },
      { name: "rz", locus: ["QB3"], args: { angle: 1.5 } },
      { name: "u", locus: ["QB3"], args: { theta: 0.1, phi: 0.2, lam: 0.3 } },
      { name: "barrier", locus: ["QB3"], args: {}, implementation: null },
      { name: "reset", locus: ["QB3"] },
      measure(["QB3"], "later"),
    ]);
    expect(operations).toEqual([
      gate("r", [2], [0.5, -0.25]),
      gate("sx", [2]),
      gate("rz", [2], [1.5]),
      gate("u", [2], [0.1, 0.2, 0.3]),
      { kind: "barrier", qubits: [2] },
      { kind: "reset", qubit: 2 },
      { kind: "measure", qubit: 2, clbit: 0 },
    ]);
    expect([qubitCount, clbitCount]).toEqual([3, 1]);
    expect(registers).toEqual([{ name: "later", clbits: [0] }]);
  });

  test("take cz in either order, and the locus under its old name", () => {
    const { operations } = read([cz("QB2", "QB1"), { name: "prx", qubits: ["QB1"], args: { angle: 1, phase: 0 } }]);
    expect(operations).toEqual([gate("cz", [1, 0]), gate("r", [0], [1, 0])]);
  });

  test("write the bits of a key in the order of the locus", () => {
    const circuit = read([measure(["QB5", "QB2"], "a"), measure(["QB1"], "b")]);
    expect(operationsOf(circuit)).toEqual([
      { kind: "measure", qubit: 4, clbit: 0 },
      { kind: "measure", qubit: 1, clbit: 1 },
      { kind: "measure", qubit: 0, clbit: 2 },
    ]);
    expect(circuit.registers).toEqual([
      { name: "a", clbits: [0, 1] },
      { name: "b", clbits: [2] },
    ]);
  });

  test("a conditional pulse asks for the latest bit under its feedback key and qubit", () => {
    const conditionalPulse = (qubit: string) => ({
      name: "cc_prx",
      locus: ["QB4"],
      args: { angle: 1, phase: 0, feedback_key: "f", feedback_qubit: qubit },
    });
    const circuit = read([
      measure(["QB1", "QB2"], "a", "f"),
      measure(["QB2"], "b", "f"),
      conditionalPulse("QB1"),
      conditionalPulse("QB2"),
    ]);
    const asked = circuit.operations.flatMap((operation) =>
      operation.kind === "if" && operation.condition.kind === "compare" ? [operation.condition.clbits] : [],
    );
    expect(asked).toEqual([[0], [2]]);
  });

  test("logical names stand for components, in feedback too", () => {
    const mapping = new Map([
      ["alice", "QB2"],
      ["bob", "QB1"],
    ]);
    const circuit = read(
      [
        prx("alice"),
        measure(["alice"], "m", "f"),
        { name: "cc_prx", locus: ["bob"], args: { angle: 1, phase: 0, feedback_key: "f", feedback_qubit: "alice" } },
      ],
      reading({ mapping }),
    );
    expect(circuit.operations.filter(({ kind }) => kind !== "delay")[0]).toEqual(gate("r", [1], [Math.PI, 0]));
    const isOne = { kind: "compare", clbits: [0], operator: "==", value: "1" } as const;
    expect(circuit.operations.at(-1)).toEqual(conditional(isOne, [gate("r", [0], [1, 0])]));
  });

  test("the first operation of a qubit is put off until it is needed, and nothing gets longer", () => {
    const { operations } = read([prx("QB1"), prx("QB1"), prx("QB2"), cz("QB1", "QB2")]);
    expect(operations[0]).toEqual({ kind: "delay", qubit: 1, seconds: expect.closeTo(20e-9, 15) });
    expect(operations).toHaveLength(5);
  });

  test("heralds come first and belong to no key", () => {
    const circuit = read([prx("QB2"), measure(["QB2"])], reading({ isHeralded: true }));
    expect(circuit.operations.slice(0, 2)).toEqual([
      { kind: "measure", qubit: 1, clbit: 1 },
      { kind: "barrier", qubits: [1] },
    ]);
    expect(circuit.clbitCount).toBe(2);
    expect(circuit.registers).toEqual([{ name: "m", clbits: [0] }]);
  });

  test("a move exchanges a qubit and the resonator, which has no herald", () => {
    const circuit = read(
      [prx("QB1"), move("QB1"), cz("QB2", "CR1"), move("QB1"), measure(["QB1", "QB2"])],
      reading({ machine: deneb, isHeralded: true }),
    );
    expect(circuit.operations.filter(({ kind }) => kind === "gate")).toEqual([
      gate("r", [0], [Math.PI, 0]),
      gate("swap", [0, 6]),
      gate("cz", [1, 6]),
      gate("swap", [0, 6]),
    ]);
    expect(circuit.clbitCount).toBe(4);
  });
});

describe("refusals name the circuit, the instruction and what is wrong", () => {
  test.each<[string, object[], RegExp, Reading?]>([
    [
      "a component that is not there",
      [prx("QB1"), prx("QB99")],
      /Circuit 0 \("bell"\), instruction 1.*no component "QB99"/,
    ],
    ["an operation that is not there", [{ name: "cx", locus: ["QB1", "QB2"] }], /"cx".*no such operation/],
    ["a name of every object", [{ name: "toString", locus: ["QB1"] }], /no such operation/],
    ["a move on a crystal", [move("QB1", "QB2")], /no such operation/],
    ["too small a locus", [{ name: "cz", locus: ["QB1"] }], /it takes 2 components/],
    ["no locus at all", [{ name: "barrier" }], /at least 1 component/],
    ["a component twice", [cz("QB1", "QB1")], /names a component twice/],
    ["qubits that are not coupled", [cz("QB1", "QB20")], /QB1 and QB20 are not coupled/],
    ["an angle that is missing", [{ name: "prx", locus: ["QB1"], args: { angle: 1 } }], /args\.phase, in radians/],
    ["an angle that is a text", [{ name: "prx", locus: ["QB1"], args: { angle: "1", phase: 0 } }], /args\.angle/],
    ["an angle beyond all numbers", [prx("QB1", Number.POSITIVE_INFINITY, 0)], /args\.angle/],
    ["a key twice", [measure(["QB1"]), measure(["QB2"])], /the key "m" is used/],
    ["no key", [{ name: "measure", locus: ["QB1"], args: {} }], /args\.key/],
    [
      "another implementation",
      [{ ...prx("QB1"), implementation: "square" }],
      /no implementation "square"\. Use drag_crf_sx/,
    ],
    ["a delay into the past", [{ name: "delay", locus: ["QB1"], args: { duration: -1 } }], /from 0 to 1/],
    [
      "feedback from nowhere",
      [{ name: "cc_prx", locus: ["QB1"], args: { angle: 1, phase: 0, feedback_key: "f", feedback_qubit: "QB1" } }],
      /nothing was measured on "QB1" with the feedback key "f"/,
    ],
    ["a pulse on a resonator", [prx("CR1")], /CR1 is a resonator/, onStar],
    ["a move the wrong way round", [move("CR1", "QB1")], /in this order/, onStar],
    ["a qubit without its state", [move("QB1"), prx("QB1")], /the state of QB1 is in CR1/, onStar],
    ["a resonator that is taken", [move("QB1"), move("QB2")], /CR1 holds the state of QB1/, onStar],
    ["a measurement of a moved qubit", [move("QB1"), measure(["QB2", "QB1"])], /the state of QB1 is in CR1/, onStar],
  ])("%s", (_, instructions, message, how) => {
    expect(() => read(instructions, how)).toThrow(message);
  });

  test("a circuit as text is QIR, which is not run", () => {
    expect(() => readCircuit("; ModuleID = 'bell'", 2, reading())).toThrow(/"circuits\[2\]" is a text/);
  });
});

test("moves are looked at as strictly as the job asks", () => {
  const instructions = [move("QB1"), prx("QB1"), move("QB1")];
  expect(() => read(instructions, onStar)).toThrow();
  expect(() => read(instructions, { ...onStar, moveValidation: "allow_prx" })).not.toThrow();
  expect(() => read([move("QB1"), measure(["QB1"])], { ...onStar, moveValidation: "allow_prx" })).toThrow();
  expect(() => read([move("QB1"), move("QB2")], { ...onStar, moveValidation: "none" })).not.toThrow();
});

test("a move that stays open at the end is allowed", () => {
  expect(() => read([prx("QB1"), move("QB1"), measure(["QB2"])], onStar)).not.toThrow();
});

test("prx is the rotation by θ about the axis at φ of the equator, RZ(φ)·RX(θ)·RZ(−φ)", () => {
  const anyAngle = fc.double({ min: -10, max: 10, noNaN: true });
  fc.assert(
    fc.property(anyAngle, anyAngle, (theta, phi) => {
      const [operation] = read([prx("QB1", theta, phi)]).operations;
      if (operation?.kind !== "gate") throw new Error("A pulse is a gate.");
      const [c, s] = [Math.cos(theta / 2), Math.sin(theta / 2)];
      const wanted = [c, 0, -s * Math.sin(phi), -s * Math.cos(phi), s * Math.sin(phi), -s * Math.cos(phi), c, 0];
      const found = gates[operation.gate].matrix(operation.params ?? []);
      wanted.forEach((value, k) => {
        expect(found[k]).toBeCloseTo(value, 12);
      });
    }),
  );
});

const anyComponent = fc.constantFrom("QB1", "QB2", "QB3", "CR1", "QB7", "", "__proto__");
const anyArgs = fc.record(
  {
    angle: fc.oneof(fc.double(), fc.constant("1")),
    phase: fc.double({ noNaN: true }),
    key: fc.constantFrom("a", "b", "__proto__", "한", 3),
    feedback_key: fc.constantFrom("a", null),
    feedback_qubit: anyComponent,
    duration: fc.double({ min: -1, max: 2, noNaN: true }),
  },
  { requiredKeys: [] },
);
const anyInstruction = fc.record(
  {
    name: fc.constantFrom("prx", "cz", "move", "measure", "cc_prx", "reset", "barrier", "delay", "sx", "rz", "u", "h"),
    locus: fc.array(anyComponent, { maxLength: 3 }),
    args: fc.oneof(anyArgs, fc.constant(null)),
    implementation: fc.constantFrom(null, "tgss", ""),
  },
  { requiredKeys: ["name"] },
);

test("whatever comes is a sound circuit or refused with a reason", () => {
  fc.assert(
    fc.property(
      fc.array(anyInstruction, { maxLength: 8 }),
      fc.constantFrom<Reading["moveValidation"]>("strict", "allow_prx", "none"),
      fc.boolean(),
      (instructions, moveValidation, isHeralded) => {
        let circuit: Circuit;
        try {
          circuit = read(instructions, { ...onStar, moveValidation, isHeralded });
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: "invalid_input" });
          return;
        }
        checkCircuit(circuit);
        expect(circuit.qubitCount).toBeLessThanOrEqual(7);
      },
    ),
    { numRuns: 2000 },
  );
});
