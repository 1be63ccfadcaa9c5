import { InvalidInputError } from "@naru/base";

/** A Pauli–Lindblad map: for each term which Pauli matrices, on which qubits, at what rate. */
export interface PauliMap {
  /** Term t has the factors from `starts[t]` to `starts[t + 1]`. */
  readonly starts: Int32Array;
  readonly qubits: Int32Array;
  /** Z 1, X 2, Y 3, as registers of Pauli matrices have them. */
  readonly paulis: Uint8Array;
  readonly rates: Float64Array;
}

const numberOfLetter: Readonly<Record<string, number>> = { I: 0, Z: 1, X: 2, Y: 3 };

/** Reads `{"sparse_terms": [[letters, [qubit, …], rate], …], "num_qubits": n}`; letter k acts on qubit k of the list. */
export function readPauliMap(value: unknown, qubitCount: number, where: string): PauliMap {
  const wrong = (what: string): InvalidInputError => new InvalidInputError(`${where}: ${what}.`, { where });
  const { sparse_terms: terms, num_qubits: count } = (
    typeof value === "object" && value !== null ? value : {}
  ) as Record<string, unknown>;
  if (!Array.isArray(terms)) throw wrong("this should be a Pauli–Lindblad map with sparse_terms and num_qubits");
  if (count !== qubitCount) throw wrong(`the map is of ${String(count)} qubits and should be of ${qubitCount}`);
  const [starts, qubits, paulis, rates]: number[][] = [[0], [], [], []];
  for (const term of terms) {
    const [letters, places, rate] = Array.isArray(term) ? term : [];
    if (typeof letters !== "string" || !Array.isArray(places) || places.length !== letters.length) {
      throw wrong("each term should be a text of letters, as many qubits, and a rate");
    }
    if (typeof rate !== "number" || !Number.isFinite(rate)) throw wrong("a rate should be a number");
    if (new Set(places).size !== places.length) throw wrong("a term names a qubit twice");
    for (const [k, letter] of [...letters].entries()) {
      const qubit: unknown = places[k];
      if (!Number.isInteger(qubit) || (qubit as number) < 0 || (qubit as number) >= qubitCount) {
        throw wrong(`a term is on qubit ${String(qubit)}, and qubits go from 0 to ${qubitCount - 1}`);
      }
      if (!Object.hasOwn(numberOfLetter, letter))
        throw wrong(`a term has the letter "${letter}"; I, X, Y and Z are known`);
      qubits.push(qubit as number);
      paulis.push(numberOfLetter[letter]);
    }
    starts.push(qubits.length);
    rates.push(rate);
  }
  return {
    starts: Int32Array.from(starts),
    qubits: Int32Array.from(qubits),
    paulis: Uint8Array.from(paulis),
    rates: Float64Array.from(rates),
  };
}
