import { InvalidInputError } from "@naru/base";

/** What is wrong with the samplex and where, as the user reads it. */
export const damaged = (where: string, what: string): InvalidInputError =>
  new InvalidInputError(`${where}: ${what}. Write the samplex again with samplomatic's samplex_to_json.`, { where });

/** Parses JSON; most of a samplex is JSON in strings of JSON. */
export function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw damaged(where, "this is no JSON");
  }
}

/** The members of a JSON object, each read with a check. */
export class Fields {
  readonly where: string;
  readonly #members: ReadonlyMap<string, unknown>;

  private constructor(where: string, members: ReadonlyMap<string, unknown>) {
    this.where = where;
    this.#members = members;
  }

  static of(value: unknown, where: string): Fields {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw damaged(where, "this should be an object");
    }
    return new Fields(where, new Map(Object.entries(value)));
  }

  /** Of an object that is written as text. */
  static parse(text: string, where: string): Fields {
    return Fields.of(parse(text, where), where);
  }

  get names(): readonly string[] {
    return [...this.#members.keys()];
  }

  has(name: string): boolean {
    return this.#members.has(name);
  }

  value(name: string): unknown {
    return this.#members.get(name);
  }

  text(name: string): string {
    const value = this.#members.get(name);
    if (typeof value === "string") return value;
    throw damaged(this.where, `"${name}" should be a text`);
  }

  /** An object that is written as text. */
  inner(name: string): Fields {
    return Fields.parse(this.text(name), `${this.where}, ${name}`);
  }

  list(name: string): readonly unknown[] {
    const value = this.#members.get(name);
    if (Array.isArray(value)) return value;
    throw damaged(this.where, `"${name}" should be a list`);
  }

  /** A whole number from 0 to `most`, which may be written as text. */
  count(name: string, most: number): number {
    const value = this.#members.get(name);
    const number = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
    if (isCount(number, most)) return number;
    throw damaged(this.where, `"${name}" should be a whole number from 0 to ${most}`);
  }

  /** Whole numbers from 0 to `most`. */
  counts(name: string, most: number): readonly number[] {
    return countsOf(this.list(name), most, `${this.where}, ${name}`);
  }
}

export const isCount = (value: unknown, most: number): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most;

/** The list as whole numbers from 0 to `most`. */
export function countsOf(list: readonly unknown[], most: number, where: string): readonly number[] {
  return list.map((value) => {
    if (isCount(value, most)) return value;
    throw damaged(where, `this should be whole numbers from 0 to ${most}`);
  });
}
