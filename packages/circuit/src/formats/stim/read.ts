import { InvalidInputError, TooLargeError, UnsupportedError } from "@naru/base";
import { suggestion } from "../openqasm/suggest.ts";
import { problemOf } from "./check.ts";
import { type StimKind, stimNameOf, stimOperations } from "./operations.ts";
import type { StimFactor, StimInstruction, StimOperation, StimProgram, StimTarget } from "./program.ts";

/** What a text in Stim's format may have at most. */
export interface StimLimits {
  readonly maxCharacters: number;
  readonly maxQubits: number;
  /** Instructions and targets together, as written. */
  readonly maxTargets: number;
  /** Repetitions inside one another. */
  readonly maxDepth: number;
}

export const defaultStimLimits: StimLimits = {
  maxCharacters: 64 * 1024 * 1024,
  maxQubits: 1_000_000,
  maxTargets: 10_000_000,
  maxDepth: 64,
};

/**
 * Reads Stim's circuit format, as of version 1.16. Repetitions stay repetitions, so that a text costs what is written.
 *
 * Throws InvalidInputError for what is no such text, UnsupportedError for sweep bits, heralded and chained errors, padding
 * and products of rotations, and TooLargeError beyond the limits; each says and carries its line.
 */
export function readStim(text: string, limits: Partial<StimLimits> = {}): StimProgram {
  return new Reader(text, { ...defaultStimLimits, ...limits }).read();
}

interface Block {
  readonly times: number;
  readonly tag: string | undefined;
  readonly instructions: StimInstruction[];
  /** Counts when the block began. */
  readonly before: Counts;
  readonly line: number;
}

interface Counts {
  readonly measurements: number;
  readonly detectors: number;
}

/** Instructions of the format that nothing here runs. */
const unsupported: Readonly<Record<string, string>> = {
  ELSE_CORRELATED_ERROR: "write errors that exclude one another as PAULI_CHANNEL_1 or PAULI_CHANNEL_2",
  HERALDED_ERASE: "heralds are not known here",
  HERALDED_PAULI_CHANNEL_1: "heralds are not known here",
  MPAD: "leave padding out of the record",
  SPP: "write it as CX, S and H",
  SPP_DAG: "write it as CX, S_DAG and H",
};

const mostCounted = Number.MAX_SAFE_INTEGER;

class Reader {
  readonly #text: string;
  readonly #limits: StimLimits;
  readonly #blocks: Block[] = [];
  #line = 0;
  #qubitCount = 0;
  #measurements = 0;
  #detectors = 0;
  #observables = 0;
  #targets = 0;

  constructor(text: string, limits: StimLimits) {
    this.#text = text;
    this.#limits = limits;
  }

  read(): StimProgram {
    if (this.#text.length > this.#limits.maxCharacters) {
      this.#line = 1;
      throw this.#tooLarge(`the text has ${this.#text.length} characters`, this.#limits.maxCharacters);
    }
    const root = this.#open(1, undefined);
    for (const line of this.#text.split("\n")) {
      this.#line++;
      this.#readLine(line);
    }
    const unclosed = this.#blocks.at(-1);
    if (unclosed && unclosed !== root)
      throw this.#invalid(`the REPEAT of line ${unclosed.line} is not closed; add a }`);
    return {
      qubitCount: this.#qubitCount,
      measurementCount: this.#measurements,
      detectorCount: this.#detectors,
      observableCount: this.#observables,
      instructions: root.instructions,
    };
  }

  #readLine(line: string): void {
    const match = /^\s*(?:(\})|([A-Za-z]\w*)(?:\[((?:[^\]\\]|\\.)*)\])?(?:\(([^)]*)\))?(?=[\s#{]|$))?\s*(.*)$/s.exec(
      line,
    );
    const [, brace, written, tag, parameters, following = ""] = match ?? [];
    const rest = following.replace(/#.*$/s, "").trim();
    if (brace) {
      this.#close(rest);
      return;
    }
    if (written === undefined) {
      if (rest === "") return;
      throw this.#invalid(`"${rest.slice(0, 40)}" is no instruction; a line begins with a name such as CX or M`);
    }
    if (written.toUpperCase() === "REPEAT") {
      this.#repeat(parameters, tag, rest);
      return;
    }
    const name = stimNameOf(written);
    const kind = name === undefined ? undefined : stimOperations[name];
    if (name === undefined || kind === undefined) throw this.#unknown(written);
    const operation: StimOperation = {
      kind: "operation",
      name,
      parameters: this.#parameters(name, parameters),
      targets: this.#readTargets(rest),
      ...(tag !== undefined && { tag }),
    };
    this.#targets += 1 + operation.targets.length;
    if (this.#targets > this.#limits.maxTargets) {
      throw this.#tooLarge("the text has too many targets", this.#limits.maxTargets);
    }
    const problem = problemOf(operation, kind);
    if (problem !== undefined) throw this.#invalid(problem);
    this.#count(operation, kind);
    this.#blocks.at(-1)?.instructions.push(operation);
  }

  #count({ parameters, targets }: StimOperation, kind: StimKind): void {
    if (kind.kind === "measureProducts") this.#measurements += targets.length;
    if (kind.kind === "measure") this.#measurements += targets.length / (kind.per === "pair" ? 2 : 1);
    if (kind.kind === "detector") this.#detectors++;
    if (kind.kind === "observable") this.#observables = Math.max(this.#observables, 1 + (parameters[0] ?? 0));
  }

  #open(times: number, tag: string | undefined): Block {
    const before = { measurements: this.#measurements, detectors: this.#detectors };
    const block = { times, tag, instructions: [], before, line: this.#line };
    this.#blocks.push(block);
    return block;
  }

  #repeat(parameters: string | undefined, tag: string | undefined, rest: string): void {
    const match = /^(\d+)\s*\{$/.exec(rest);
    const times = Number(match?.[1]);
    if (parameters !== undefined || !match || times < 1) {
      throw this.#invalid("a repetition is written REPEAT 5 {, with a whole number above 0");
    }
    if (times > mostCounted) throw this.#tooLarge(`${times} repetitions cannot be counted`, mostCounted);
    if (this.#blocks.length > this.#limits.maxDepth) {
      throw this.#tooLarge("repetitions are nested too deeply", this.#limits.maxDepth);
    }
    this.#open(times, tag);
  }

  #close(rest: string): void {
    const block = this.#blocks.length > 1 ? this.#blocks.pop() : undefined;
    if (!block) throw this.#invalid("this } closes nothing");
    if (rest !== "") throw this.#invalid(`"${rest.slice(0, 40)}" should be on a line of its own`);
    if (block.instructions.length === 0) throw this.#invalid("a repetition of nothing; leave it out");
    const { times, tag, instructions: body, before } = block;
    this.#measurements = before.measurements + times * (this.#measurements - before.measurements);
    this.#detectors = before.detectors + times * (this.#detectors - before.detectors);
    if (Math.max(this.#measurements, this.#detectors) > mostCounted) {
      throw this.#tooLarge("there are more measurements or detectors than can be counted", mostCounted);
    }
    this.#blocks.at(-1)?.instructions.push({ kind: "repeat", times, body, ...(tag !== undefined && { tag }) });
  }

  #parameters(name: string, written: string | undefined): number[] {
    if (written === undefined || written.trim() === "") return [];
    return written.split(",").map((part) => {
      const number = part.trim() === "" ? Number.NaN : Number(part);
      if (!Number.isFinite(number)) throw this.#invalid(`"${part.trim().slice(0, 40)}" of ${name} is not a number`);
      return number;
    });
  }

  #readTargets(text: string): StimTarget[] {
    const targets: StimTarget[] = [];
    // Products are written with * between their factors, with or without blanks around it. Cut and trimmed, since a pattern
    // that begins with blanks takes the square of their number on a long row of them.
    const factors = text.split("*").map((part) => part.trim());
    for (const word of factors.join("*").split(/\s+/)) {
      if (word !== "") targets.push(this.#target(word));
    }
    return targets;
  }

  #target(word: string): StimTarget {
    if (/^\d+$/.test(word)) return this.#qubit(word);
    if (/^!\d+$/.test(word)) return { kind: "inverted", qubit: this.#qubit(word.slice(1)) };
    const record = /^rec\[-(\d+)\]$/.exec(word);
    if (record) {
      const back = Number(record[1]);
      if (back >= 1 && back <= this.#measurements) return { kind: "record", back };
      throw this.#invalid(`${word} is before the first result; there are ${this.#measurements} so far`);
    }
    if (/^!?[XYZxyz]\d/.test(word)) return this.#product(word);
    if (word.startsWith("sweep[")) throw this.#unsupported("sweep bits are not known here; write the gates instead");
    throw this.#invalid(`"${word.slice(0, 40)}" is no target; write a qubit as 3, a result as rec[-1], a Pauli as X3`);
  }

  #product(word: string): StimTarget {
    let isInverted = false;
    const factors = word.split("*").map((part): StimFactor => {
      const match = /^(!?)([XYZ])(\d+)$/i.exec(part);
      if (!match) throw this.#invalid(`"${part.slice(0, 40)}" is no Pauli of a product; write one as X3`);
      if (match[1]) isInverted = !isInverted;
      return { pauli: (match[2] ?? "").toUpperCase() as StimFactor["pauli"], qubit: this.#qubit(match[3] ?? "") };
    });
    if (new Set(factors.map(({ qubit }) => qubit)).size < factors.length) {
      throw this.#invalid(`the product ${word.slice(0, 40)} names a qubit twice; multiply its Paulis yourself`);
    }
    return { kind: "paulis", factors, isInverted };
  }

  #qubit(digits: string): number {
    const qubit = Number(digits);
    if (qubit >= this.#limits.maxQubits) throw this.#tooLarge(`there is a qubit ${digits}`, this.#limits.maxQubits);
    this.#qubitCount = Math.max(this.#qubitCount, qubit + 1);
    return qubit;
  }

  #unknown(written: string) {
    const upper = written.toUpperCase();
    const advice = Object.hasOwn(unsupported, upper) ? unsupported[upper] : undefined;
    if (advice !== undefined) return this.#unsupported(`${upper} is not known here; ${advice}`);
    const near = suggestion(upper, Object.keys(stimOperations));
    return this.#invalid(`there is no instruction "${written.slice(0, 40)}"${near}`);
  }

  #invalid(message: string): InvalidInputError {
    return new InvalidInputError(`line ${this.#line}: ${message}.`.replace(/\?\.$/, "?"), { line: this.#line });
  }
  #unsupported(message: string): UnsupportedError {
    return new UnsupportedError(`line ${this.#line}: ${message}.`, { line: this.#line });
  }
  #tooLarge(message: string, limit: number): TooLargeError {
    return new TooLargeError(`line ${this.#line}: ${message}; the limit is ${limit}.`, { line: this.#line, limit });
  }
}
