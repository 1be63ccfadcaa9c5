import type { Cursor } from "./cursor.ts";
import type { QpyEvolution, QpyPauliTerm } from "./model.ts";
import { readArrayHeader } from "./read-array.ts";
import { readMetadata } from "./read-metadata.ts";
import { readValue } from "./read-value.ts";
import type { Scope } from "./scope.ts";

/** Qiskit's numbers of the letters of a sparse observable: bits for Z and X, and which eigenvalues. */
const lettersOfTerms: Readonly<Record<number, string>> = {
  1: "Z",
  2: "X",
  3: "Y",
  5: "1",
  6: "-",
  7: "l",
  9: "0",
  10: "+",
  11: "r",
};

/** Reads a Pauli evolution from all of the bytes. */
export function readEvolution(cursor: Cursor, scope: Scope): QpyEvolution {
  const operatorCount = cursor.u64();
  cursor.flag(); // whether there was a list around the only operator
  const timeType = cursor.letter();
  const timeLength = cursor.u64();
  const synthesisLength = cursor.u64();
  cursor.count(operatorCount, 9, "operators");
  const operators = Array.from({ length: operatorCount }, () =>
    scope.version >= 17 && cursor.flag() ? readSparse(cursor, scope) : readLabels(cursor.window(cursor.u64()), scope),
  );
  const time = readValue(timeType, cursor.window(timeLength), scope);
  const synthesis = readMetadata(cursor, synthesisLength) as Record<string, unknown> | null;
  return {
    operators,
    time,
    synthesis: {
      className: String(synthesis?.class),
      settings: (synthesis?.settings ?? {}) as Record<string, unknown>,
    },
  };
}

/** Terms as an array of labels, qubit 0 last, in UTF-32, each with a complex coefficient. */
function readLabels(cursor: Cursor, scope: Scope): QpyPauliTerm[] {
  const { type, shape } = readArrayHeader(cursor);
  const match = /'<U(\d{1,9})'.*'<c16'/.exec(type);
  const count = shape.reduce((product, size) => product * size, 1);
  if (!match) throw cursor.unsupported("the terms of an operator should be labels with complex coefficients");
  const length = Number(match[1]);
  scope.budget.expect(length, scope.budget.limits.maxQubits, "letters of a Pauli string", cursor.at);
  cursor.count(count, 4 * length + 16, "terms of an operator");
  return Array.from({ length: count }, () => {
    const view = cursor.view(4 * length + 16);
    let letters = "";
    const qubits: number[] = [];
    for (let k = 0; k < length; k++) {
      const letter = String.fromCharCode(view.getUint32(4 * (length - 1 - k), true) & 0xffff);
      if (letter === "I") continue;
      if (!"XYZ".includes(letter)) throw cursor.invalid("a Pauli string has letters I, X, Y and Z");
      letters += letter;
      qubits.push(k);
    }
    return { letters, qubits, re: view.getFloat64(4 * length, true), im: view.getFloat64(4 * length + 8, true) };
  });
}

/**
 * Terms by the qubits that they act on. Qiskit's description has the numbers of elements before the four lists; what
 * Qiskit 2.6 writes has their bytes. The numbers of coefficients and of boundaries tell which.
 */
function readSparse(cursor: Cursor, scope: Scope): QpyPauliTerm[] {
  const qubitCount = cursor.u32();
  const coefficientLength = cursor.u64();
  const letterLength = cursor.u64();
  const indexLength = cursor.u64();
  const boundaryLength = cursor.u64();
  const isInBytes = coefficientLength !== 2 * (boundaryLength - 1);
  const letterBytes = scope.version >= 18 ? 1 : 2;
  const list = <Item>(length: number, bytes: number, read: () => Item): Item[] => {
    const count = cursor.count(isInBytes ? length / bytes : length, bytes, "elements of a sparse observable");
    if (!Number.isInteger(count)) throw cursor.invalid("a list of a sparse observable is cut off; the file is damaged");
    return Array.from({ length: count }, read);
  };
  const coefficients = list(coefficientLength, 8, () => cursor.f64());
  const letters = list(letterLength, letterBytes, () => lettersOfTerms[letterBytes === 1 ? cursor.u8() : cursor.u16()]);
  const indices = list(indexLength, 4, () => cursor.u32());
  const boundaries = list(boundaryLength, 8, () => cursor.u64());
  const termCount = boundaries.length - 1;
  const areTogether = letters.length === indices.length && boundaries.at(-1) === indices.length;
  if (coefficients.length !== 2 * termCount || boundaries[0] !== 0 || !areTogether) {
    throw cursor.invalid("the parts of a sparse observable do not fit together; the file is damaged");
  }
  if (letters.includes(undefined)) throw cursor.invalid("a sparse observable has a letter that is none");
  return boundaries.slice(1).map((end, k) => {
    const from = boundaries[k] ?? 0;
    const qubits = indices.slice(from, end);
    if (from > end || qubits.some((qubit) => qubit >= qubitCount) || new Set(qubits).size < qubits.length) {
      throw cursor.invalid("a term of a sparse observable names qubits that it cannot; the file is damaged");
    }
    const [re = 0, im = 0] = coefficients.slice(2 * k, 2 * k + 2);
    return { letters: letters.slice(from, end).join(""), qubits, re, im };
  });
}
