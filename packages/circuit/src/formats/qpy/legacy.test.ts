import { expect, test } from "vitest";
import { conditional, gate } from "../../build.ts";
import { ByteWriter } from "./byte-writer.ts";
import { circuitOfQpy, readQpy } from "./index.ts";

/** A file as Qiskit 1.3 wrote it: X on one qubit under a condition on a register of two bits, `c`, or on a bit of it. */
function conditioned(target: string, value: number): Uint8Array {
  const to = new ByteWriter();
  to.text("QISKIT");
  to.bytes([13, 1, 3, 0]);
  to.i64(1);
  to.text("pq");
  to.u16(0); // name
  to.text("f");
  to.u16(8);
  to.u32(1); // qubits
  to.u32(2); // classical bits
  to.i64(2); // metadata
  to.u32(1); // registers
  to.i64(1); // instructions
  to.u32(0); // variables
  to.f64(0);
  to.text("{}");
  to.text("c");
  to.u8(1);
  to.u32(2);
  to.u16(1);
  to.u8(1);
  to.text("c");
  to.i64(0);
  to.i64(1);
  to.i64(0); // custom instructions
  to.u16(5);
  to.u16(0); // label
  to.u16(0); // parameters
  to.u32(1);
  to.u32(0);
  to.u8(1); // compares
  to.u16(target.length);
  to.i64(value);
  to.u32(0);
  to.u32(0);
  to.text("XGate");
  to.text(target);
  to.text("q");
  to.u32(0);
  to.u16(0); // calibrations
  to.u8(0);
  for (const absent of [-1, -1, -1, 0, 0]) to.i32(absent);
  return to.result();
}

const operationsOf = (bytes: Uint8Array) =>
  readQpy(bytes).circuits.flatMap((circuit) => circuitOfQpy(circuit).operations);

test("a gate with a condition on a register, as Qiskit had it before version 2, is a conditional", () => {
  const condition = { kind: "compare", clbits: [0, 1], operator: "==", value: "2" } as const;
  expect(operationsOf(conditioned("c", 2))).toEqual([conditional(condition, [gate("x", [0])])]);
});

test("a gate with a condition on a bit is a conditional", () => {
  const condition = { kind: "compare", clbits: [1], operator: "==", value: "1" } as const;
  expect(operationsOf(conditioned("\u00001", 1))).toEqual([conditional(condition, [gate("x", [0])])]);
});

test("a condition that can never hold leaves nothing", () => {
  expect(operationsOf(conditioned("c", 4))).toEqual([]);
});

test("a condition on what the circuit does not have is refused", () => {
  expect(() => readQpy(conditioned("d", 0))).toThrow('the circuit has no classical register "d"');
  expect(() => readQpy(conditioned("\u00007", 0))).toThrow("the circuit has 2 classical bits");
});
