import { InvalidInputError, UnsupportedError } from "@naru/base";
import type { Circuit, ClassicalRegister, Condition, Operation } from "../../circuit.ts";
import { checkCircuit } from "../../validate.ts";
import { ByteWriter, bytesOf } from "./byte-writer.ts";
import { usedBits } from "./used-bits.ts";
import { writeNpy } from "./write-array.ts";
import { conditionBytes, registerOf } from "./write-condition.ts";
import { type WrittenGate, writtenGate } from "./write-gate.ts";

/** The oldest version that Qiskit 1.3 and all of Qiskit 2 read, and that needs no text of a computer algebra system. */
const writtenVersion = 13;
/** Files say which Qiskit wrote them, and Qiskit warns of those that are newer than itself. */
const writtenAs = [1, 3, 0] as const;

/**
 * Writes circuits as a QPY file of version 13, which Qiskit 1.3 and newer load: `circuitOfQpy` of what is read back does
 * the same. Qubits are one register, named `q` unless a classical register is; classical registers keep their names and
 * bits. Gates that Qiskit lacks are written as what they are: GPI as `u`, GPI2 as `r`, MS as its matrix, inverses and
 * further controls as annotated operations. Conditions on bits that are no register become expressions of the bits.
 *
 * Throws InvalidInputError for what is no circuit (see `checkCircuit`) and for names longer than 65 535 bytes, and
 * UnsupportedError for conditions that order numbers of more than 64 bits, for calculations with classical bits and for
 * delays. The bound on the turns of a loop is not written.
 */
export function writeQpy(circuits: readonly Circuit[]): Uint8Array {
  for (const circuit of circuits) checkCircuit(circuit);
  const to = new ByteWriter();
  to.text("QISKIT");
  to.bytes([writtenVersion, ...writtenAs]);
  to.i64(circuits.length);
  to.text("pq");
  for (const circuit of circuits) writeWhole(to, circuit);
  return to.result();
}

interface Named extends ClassicalRegister {
  readonly kind: "q" | "c";
}

/** A circuit or a body: operations on bits of the whole, and where it has them. */
interface Part {
  readonly name: string;
  readonly qubits: readonly number[];
  readonly clbits: readonly number[];
  readonly registers: readonly Named[];
  readonly operations: readonly Operation[];
}

function writeWhole(to: ByteWriter, { name = "", qubitCount, clbitCount, registers = [], operations }: Circuit): void {
  const names = new Set(registers.map((register) => register.name));
  let qubitName = "q";
  while (names.has(qubitName)) qubitName += "_";
  const count = (length: number) => Array.from({ length }, (_, k) => k);
  const qubits = count(qubitCount);
  writePart(to, {
    name,
    qubits,
    clbits: count(clbitCount),
    registers: [
      ...(qubitCount > 0 ? [{ kind: "q" as const, name: qubitName, clbits: qubits }] : []),
      ...registers.map((register) => ({ ...register, kind: "c" as const })),
    ],
    operations,
  });
}

function writePart(to: ByteWriter, part: Part): void {
  const instructions = new InstructionWriter(part);
  for (const operation of part.operations) instructions.add(operation);
  const name = nameBytes(part.name);
  to.u16(name.length);
  to.letter("f");
  to.u16(8);
  to.u32(part.qubits.length);
  to.u32(part.clbits.length);
  to.i64(2);
  to.u32(part.registers.length);
  to.i64(instructions.count);
  to.u32(0); // variables
  to.bytes(name);
  to.f64(0); // global phase
  to.text("{}"); // metadata
  const named = part.registers.flatMap((register) => (register.kind === "c" ? register.clbits : []));
  const haveOwnBits = new Set(named).size === named.length;
  const place = placeIn(part.clbits);
  for (const register of part.registers) writeRegister(to, register, haveOwnBits, place);
  to.i64(instructions.customCount);
  to.bytes(instructions.customs.result());
  to.bytes(instructions.written.result());
  to.u16(0); // calibrations
  to.u8(0); // no layout
  for (const absent of [-1, -1, -1, 0, 0]) to.i32(absent);
}

/**
 * Registers make their bits, unless classical ones overlap: then all of them are other names for bits that exist, because
 * Qiskit would put those that make their bits in front of the others.
 */
function writeRegister(
  to: ByteWriter,
  { kind, name, clbits }: Named,
  haveOwnBits: boolean,
  place: (clbit: number) => number,
): void {
  const places = kind === "q" ? clbits : clbits.map(place);
  const isStandalone = kind === "q" || haveOwnBits;
  const bytes = nameBytes(name);
  to.letter(kind);
  to.u8(Number(isStandalone));
  to.u32(places.length);
  to.u16(bytes.length);
  to.u8(1);
  to.bytes(bytes);
  for (const index of places) to.i64(index);
}

function nameBytes(name: string): Uint8Array {
  const bytes = bytesOf((to) => to.text(name));
  if (bytes.length <= 0xffff) return bytes;
  throw new InvalidInputError(`The name "${name.slice(0, 40)}…" has ${bytes.length} bytes; 65 535 can be written.`, {
    bytes: bytes.length,
  });
}

interface Header {
  readonly className: string;
  readonly paramCount?: number;
  readonly qubitCount: number;
  readonly clbitCount?: number;
  readonly controlCount?: number;
  /** Bytes of the name of a register that is compared with a value. */
  readonly compared?: { readonly register: Uint8Array; readonly value: bigint };
  /** Bytes of an expression. */
  readonly expression?: Uint8Array;
}

/** The instructions of a part, and the custom instructions that they need. */
class InstructionWriter {
  readonly written = new ByteWriter();
  readonly customs = new ByteWriter();
  count = 0;
  customCount = 0;
  readonly #part: Part;
  readonly #qubit: (qubit: number) => number;
  readonly #clbit: (clbit: number) => number;

  constructor(part: Part) {
    this.#part = part;
    this.#qubit = placeIn(part.qubits);
    this.#clbit = placeIn(part.clbits);
  }

  add(operation: Operation): void {
    this.count++;
    const to = this.written;
    switch (operation.kind) {
      case "gate":
        this.#gate(writtenGate(operation));
        break;
      case "unitary": {
        const { qubits, matrix } = operation;
        this.#gate({ className: "UnitaryGate", qubits, params: [], matrix, ...noControls });
        break;
      }
      case "measure":
        writeHeader(to, { className: "Measure", qubitCount: 1, clbitCount: 1 });
        this.#bits([operation.qubit], [operation.clbit]);
        break;
      case "reset":
        writeHeader(to, { className: "Reset", qubitCount: 1 });
        this.#bits([operation.qubit], []);
        break;
      case "barrier":
        writeHeader(to, { className: "Barrier", qubitCount: operation.qubits.length });
        this.#bits(operation.qubits, []);
        break;
      case "if":
        this.#flow("IfElseOp", operation.condition, operation.then, operation.otherwise ?? []);
        break;
      case "while":
        this.#flow("WhileLoopOp", operation.condition, operation.body, []);
        break;
      case "assign":
        throw new UnsupportedError(
          "A calculation with classical bits cannot be written as QPY of version 13; write OpenQASM 3.",
        );
      case "delay":
        throw new UnsupportedError("A delay cannot be written as QPY, which has no unit of time; write OpenQASM 3.");
    }
  }

  #bits(qubits: readonly number[], clbits: readonly number[]): void {
    for (const [letter, places] of [
      ["q", qubits.map(this.#qubit)],
      ["c", clbits.map(this.#clbit)],
    ] as const) {
      for (const place of places) {
        this.written.letter(letter);
        this.written.u32(place);
      }
    }
  }

  #gate(gate: WrittenGate): void {
    const { qubits, outerControls, isInverse } = gate;
    if (outerControls.length === 0 && !isInverse) {
      writeBase(this.written, gate, () => this.#bits(qubits, []));
      return;
    }
    // The innermost modifier is the first. One of them has 32 controls at most.
    const modifiers: (readonly [kind: "i" | "c", controls: number])[] = isInverse ? [["i", 0]] : [];
    for (let left = outerControls.length; left > 0; left -= 32) modifiers.push(["c", Math.min(left, 32)]);
    const all = [...outerControls, ...qubits];
    const className = this.#annotated(gate, all.length);
    writeHeader(this.written, { className, paramCount: modifiers.length, qubitCount: all.length });
    this.#bits(all, []);
    for (const [kind, controls] of modifiers) {
      this.written.letter("m");
      this.written.i64(17);
      this.written.letter(kind);
      this.written.u32(controls);
      this.written.u32(2 ** controls - 1);
      this.written.f64(0);
    }
  }

  /** Puts an annotated operation into the table and says what it is called there. */
  #annotated(base: WrittenGate, qubitCount: number): string {
    const name = `annotated_${this.customCount++}`;
    const bytes = bytesOf((to) => writeBase(to, base, nothing));
    const to = this.customs;
    to.u16(name.length);
    to.letter("a");
    to.u32(qubitCount);
    to.u32(0);
    to.u8(0); // no definition
    to.i64(0);
    to.u32(0);
    to.u32(0);
    to.i64(bytes.length);
    to.text(name);
    to.bytes(bytes);
    return name;
  }

  /** An instruction with a condition and bodies. */
  #flow(
    className: "IfElseOp" | "WhileLoopOp",
    condition: Condition,
    then: readonly Operation[],
    otherwise: readonly Operation[],
  ): void {
    const used = usedBits([...then, ...otherwise], condition);
    const qubits = [...used.qubits].sort((a, b) => a - b);
    const clbits = [...used.clbits].sort((a, b) => a - b);
    const registers = this.#part.registers.filter(({ kind }) => kind === "c");
    const register =
      condition.kind === "compare" && condition.operator === "==" ? registerOf(condition.clbits, registers) : undefined;
    const value = condition.kind === "compare" ? BigInt(condition.value) : 0n;
    // A value that the register cannot have is no condition that Qiskit takes.
    const isCompared = register !== undefined && value < 1n << BigInt(register.clbits.length);
    writeHeader(this.written, {
      className,
      paramCount: className === "IfElseOp" ? 2 : 1,
      qubitCount: qubits.length,
      clbitCount: clbits.length,
      ...(isCompared
        ? { compared: { register: nameBytes(register.name), value } }
        : { expression: conditionBytes(condition, registers, this.#clbit) }),
    });
    this.#bits(qubits, clbits);
    // Bodies name the registers that they have all bits of, so that conditions in them may, too.
    const inner = registers.filter((each) => each.clbits.every((clbit) => used.clbits.has(clbit)));
    const body = (operations: readonly Operation[]) =>
      bytesOf((to) => writePart(to, { name: "", qubits, clbits, registers: inner, operations }));
    for (const operations of otherwise.length > 0 ? [then, otherwise] : [then]) {
      writeTyped(this.written, "q", body(operations));
    }
    if (className === "IfElseOp" && otherwise.length === 0) writeTyped(this.written, "z", new Uint8Array());
  }
}

const noControls = { controlCount: 0, outerControls: [], isInverse: false } as const;
const nothing = (): void => {};

/** Where a part has each bit of the whole. */
function placeIn(bits: readonly number[]): (bit: number) => number {
  const places = new Map(bits.map((bit, k) => [bit, k]));
  return (bit) => places.get(bit) ?? 0;
}

function writeHeader(to: ByteWriter, header: Header): void {
  const { className, paramCount = 0, qubitCount, clbitCount = 0, controlCount = 0, compared, expression } = header;
  to.u16(className.length);
  to.u16(0); // label
  to.u16(paramCount);
  to.u32(qubitCount);
  to.u32(clbitCount);
  to.u8(compared ? 1 : expression ? 2 : 0);
  to.u16(compared?.register.length ?? 0);
  to.i64(compared?.value ?? 0);
  to.u32(controlCount);
  to.u32(2 ** controlCount - 1);
  to.text(className);
  if (compared) to.bytes(compared.register);
  if (expression) writeTyped(to, "x", expression);
}

/** A gate without what is around it; as a base, it has no bits. */
function writeBase(
  to: ByteWriter,
  { className, qubits, params, matrix, controlCount }: WrittenGate,
  writeBits: () => void,
): void {
  const paramCount = matrix ? 1 : params.length;
  writeHeader(to, { className, paramCount, qubitCount: qubits.length, controlCount });
  writeBits();
  if (matrix) writeTyped(to, "n", matrixBytes(matrix));
  for (const param of matrix ? [] : params) {
    to.letter("f");
    to.i64(8);
    to.f64(param, true);
  }
}

function writeTyped(to: ByteWriter, type: string, content: Uint8Array): void {
  to.letter(type);
  to.i64(content.length);
  to.bytes(content);
}

/** A square matrix of re, im, row by row, in NumPy's .npy format. */
function matrixBytes(matrix: readonly number[]): Uint8Array {
  const size = Math.sqrt(matrix.length / 2);
  const entries = bytesOf((to) => {
    for (const part of matrix) to.f64(part, true);
  });
  return writeNpy("<c16", [size, size], entries);
}
