import { UnsupportedError } from "@naru/base";
import { Cursor } from "./cursor.ts";
import { Budget, type QpyLimits, tooLarge } from "./limits.ts";
import type { QpyCircuit, QpyFile } from "./model.ts";
import { readCircuit } from "./read-circuit.ts";
import { smallestCircuit } from "./scope.ts";

/** The versions of the format that can be read. */
export const oldestVersion = 13;
export const newestVersion = 18;

const beginning = "QISKIT";

/**
 * Reads a file of Qiskit's QPY format, versions 13 to 18, as `qpy.dump` of Qiskit 1.3 to 2.6 writes it: circuits as
 * Qiskit has them, with everything they hold. Compressed files must be decompressed by the caller, with a limit.
 *
 * The bytes may come from anybody. Throws InvalidInputError for what is no such file, is cut off, is damaged or
 * contradicts itself; UnsupportedError for other versions, pulse schedules and pulse calibrations; TooLargeError beyond
 * the limits. Each says what to do and carries the place in the file as `offset`. Nothing is run and nothing is expanded,
 * so time and memory are in proportion to the bytes.
 */
export function readQpy(bytes: Uint8Array, limits: Partial<QpyLimits> = {}): QpyFile {
  const budget = new Budget(limits);
  const { maxBytes, maxCircuits } = budget.limits;
  if (bytes.length > maxBytes) throw tooLarge(0, `the file has ${bytes.length} bytes`, maxBytes);
  const cursor = Cursor.of(bytes);
  for (const letter of beginning) {
    if (cursor.left > 0 && cursor.letter() === letter) continue;
    cursor.at = 0;
    throw cursor.invalid('a QPY file begins with "QISKIT"; decompress the file first if it is compressed');
  }
  const version = cursor.u8();
  expectVersion(version);
  const qiskitVersion = [cursor.u8(), cursor.u8(), cursor.u8()] as const;
  const circuitCount = cursor.u64();
  // From version 13 on, expressions are not written as text of SymPy or symengine, and the letter means nothing.
  const encoding = cursor.letter();
  if (encoding !== "p" && encoding !== "e") throw cursor.invalid("the encoding of symbols should be p or e");
  const content = cursor.letter();
  if (content === "s") throw cursor.unsupported("the file holds pulse schedules, not circuits; save circuits");
  if (content !== "q") throw cursor.invalid("the content of the file should be q, circuits");
  budget.expect(circuitCount, maxCircuits, "circuits", cursor.at);
  cursor.count(circuitCount, smallestCircuit + (version >= 16 ? 8 : 0), "circuits");
  const circuits = version >= 16 ? readByTable(cursor, circuitCount, version, budget) : [];
  for (let k = circuits.length; k < circuitCount; k++) circuits.push(readCircuit(cursor, version, budget, 0));
  return { version, qiskitVersion, circuits };
}

function expectVersion(version: number): void {
  if (version >= oldestVersion && version <= newestVersion) return;
  const advice =
    version > newestVersion
      ? `save the file with qpy.dump(circuits, file, version=${newestVersion}), or use a newer release of this software`
      : `load it with Qiskit 1.3 or newer and save it again, with qpy.dump(circuits, file, version=${newestVersion}) or as that release does by itself`;
  throw new UnsupportedError(
    `byte 6: this file has version ${version} of QPY, and versions ${oldestVersion} to ${newestVersion} can be read; ${advice}.`,
    { offset: 6, version },
  );
}

/** Circuits where a table says they begin. They must follow one another, so that none is read twice. */
function readByTable(cursor: Cursor, count: number, version: number, budget: Budget): QpyCircuit[] {
  const starts = Array.from({ length: count }, () => cursor.u64());
  const circuits: QpyCircuit[] = [];
  for (const start of starts) {
    if (start < cursor.at || start > cursor.end) {
      throw cursor.invalid(`the table says that circuit ${circuits.length} begins at byte ${start}, which cannot be`);
    }
    cursor.at = start;
    circuits.push(readCircuit(cursor, version, budget, 0));
  }
  return circuits;
}
