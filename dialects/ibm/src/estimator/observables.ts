import { TooLargeError } from "@naru/base";
import { invalid, quoted } from "@naru/dialect/http";
import type { Observable, ObservableTerm } from "@naru/workload";
import { readTagged, shapeOfLists } from "../encoding/index.ts";

/** Observables of one pub, row by row. */
export interface ObservableTable {
  readonly shape: readonly number[];
  readonly observables: readonly Observable[];
}

/** Terms of all observables of a job together. */
const maxTerms = 1_000_000;
/** Letters of a label: as many as qubits. */
const maxWidth = 10_000;

/** Reads the observables of one job, whose terms it counts. */
export class ObservableReader {
  #terms = 0;

  /**
   * Reads `{label: coefficient}`, or lists of it nested to any depth. Labels have a letter for each qubit of the circuit,
   * the rightmost for qubit 0; identities are left out of what is read, so that a label may be as wide as a device.
   *
   * Throws InvalidInputError with the path for anything else, TooLargeError for too many terms.
   */
  read(value: unknown, path: string): ObservableTable {
    const tag = readTagged(value);
    const content = tag?.__type__ === "ObservablesArray" ? tag.__value__ : value;
    const shape = shapeOfLists(content, path);
    if (shape.includes(0)) throw invalid(path, "has a list without observables");
    const observables: Observable[] = [];
    const width = { letters: -1 };
    const visit = (inner: unknown, axis: number): void => {
      const length = shape[axis];
      if (length === undefined) {
        observables.push(this.#observable(inner, path, width));
        return;
      }
      if (!Array.isArray(inner) || inner.length !== length) {
        throw invalid(path, "has lists of observables of different lengths");
      }
      for (const next of inner) visit(next, axis + 1);
    };
    visit(content, 0);
    return { shape, observables };
  }

  #observable(value: unknown, path: string, width: { letters: number }): Observable {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw invalid(path, 'must be an observable such as {"ZZ": 1}, or nested lists of them');
    }
    return Object.entries(value).map(([label, coefficient]) => {
      if (++this.#terms > maxTerms) {
        throw new TooLargeError(`The observables of the job have more than ${maxTerms} terms. Split the job.`, {
          limit: maxTerms,
          keys: [path],
        });
      }
      if (width.letters < 0) width.letters = label.length;
      if (label.length !== width.letters) {
        throw invalid(
          path,
          `has labels of ${width.letters} and of ${label.length} letters; each has one for every qubit`,
        );
      }
      return readTerm(label, readReal(coefficient, path), path);
    });
  }
}

function readTerm(label: string, coefficient: number, path: string): ObservableTerm {
  if (label.length > maxWidth) throw invalid(path, `has a label of more than ${maxWidth} letters`);
  const qubits: number[] = [];
  let letters = "";
  for (let at = label.length - 1; at >= 0; at--) {
    const letter = label.charAt(at);
    if (letter === "I") continue;
    if (!"XYZ01+-rl".includes(letter)) {
      throw invalid(
        path,
        `has the label ${quoted(label)}; its letters are I, X, Y, Z and the projectors 0, 1, +, -, r, l`,
      );
    }
    qubits.push(label.length - 1 - at);
    letters += letter;
  }
  return { letters, qubits, coefficient };
}

/** A real number, which may be written as a complex one. */
function readReal(value: unknown, path: string): number {
  const tag = readTagged(value);
  const [real, imaginary] = tag?.__type__ === "complex" && Array.isArray(tag.__value__) ? tag.__value__ : [value, 0];
  if (imaginary !== 0) throw invalid(path, "has a coefficient that is not real");
  if (typeof real !== "number" || !Number.isFinite(real))
    throw invalid(path, "has a coefficient that is no finite number");
  return real;
}
