import { gateNames as tableNames } from "../../gates.ts";
import { builtInGates, libraryMeaning, type Meaning } from "./meaning.ts";
import type { Source } from "./source.ts";
import { suggestion } from "./suggest.ts";

/**
 * What the names of gates mean in one text: the language's own, the standard library's once it is included, and those
 * that the text defines, which go before the library's. With the library come all gates of our table.
 */
export class GateNames {
  readonly #source: Source;
  readonly #version: 2 | 3;
  readonly #defined = new Map<string, Meaning>();
  #hasLibrary = false;

  constructor(source: Source, version: 2 | 3) {
    this.#source = source;
    this.#version = version;
  }

  include(file: string, at: number): void {
    const library = libraryOf[this.#version];
    if (file !== library) {
      throw this.#source.unsupported(at, `"${file}" cannot be included; only "${library}" is known, paste the rest`);
    }
    this.#hasLibrary = true;
  }

  define(name: string, meaning: Meaning, at: number): void {
    if (this.#defined.has(name) || builtInGates[this.#version].has(name)) {
      throw this.#source.invalid(at, `the gate "${name}" is defined already; choose another name`, { gate: name });
    }
    this.#defined.set(name, meaning);
  }

  lookup(name: string, at: number): Meaning {
    const own = this.#defined.get(name) ?? builtInGates[this.#version].get(name);
    if (own) return own;
    const ofLibrary = libraryMeaning(name);
    if (ofLibrary && this.#hasLibrary) return ofLibrary;
    if (ofLibrary) {
      const library = libraryOf[this.#version];
      throw this.#source.invalid(at, `the gate "${name}" needs include "${library}"; at the top`, { gate: name });
    }
    const known = [...this.#defined.keys(), ...builtInGates[this.#version].keys(), ...tableNames];
    const hint = suggestion(name, known);
    throw this.#source.invalid(at, `there is no gate "${name}"${hint || "; define it before it is used"}`, {
      gate: name,
    });
  }
}

const libraryOf = { 2: "qelib1.inc", 3: "stdgates.inc" } as const;
