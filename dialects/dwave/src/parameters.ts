import { InvalidInputError } from "@naru/base";
import { shortened } from "@naru/dialect/http";

/** Parameters of a problem as they came, taken one by one; a null stands for what was not given. */
export class Parameters {
  readonly #values: Readonly<Record<string, unknown>>;

  /** Throws InvalidInputError for a parameter that the solver does not have. */
  constructor(values: Readonly<Record<string, unknown>>, known: Readonly<Record<string, unknown>>) {
    this.#values = values;
    for (const name of Object.keys(values)) {
      if (Object.hasOwn(known, name)) continue;
      throw new InvalidInputError(
        `"${shortened(name)}" is not a parameter of this solver. It takes: ${Object.keys(known).join(", ")}.`,
        { keys: [shortened(name)] },
      );
    }
  }

  has(name: string): boolean {
    return this.#value(name) !== undefined;
  }

  number(name: string, [least, most]: readonly [number, number]): number | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    if (typeof value === "number" && value >= least && value <= most) return value;
    throw wrong(name, `${written(value)} is not a number from ${least} to ${most}`);
  }

  whole(name: string, range: readonly [number, number]): number | undefined {
    const value = this.number(name, range);
    if (value === undefined || Number.isSafeInteger(value)) return value;
    throw wrong(name, `${value} is not a whole number`);
  }

  boolean(name: string): boolean | undefined {
    const value = this.#value(name);
    if (value === undefined || typeof value === "boolean") return value;
    throw wrong(name, `${written(value)} is neither true nor false`);
  }

  choice<const Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    const choice = choices.find((one) => one === value);
    if (choice !== undefined) return choice;
    throw wrong(name, `${written(value)} is none of ${choices.join(", ")}`);
  }

  /** A text of any kind, which is checked elsewhere. */
  text(name: string): string | undefined {
    const value = this.#value(name);
    if (value === undefined || typeof value === "string") return value;
    throw wrong(name, `${written(value)} is not a text`);
  }

  /** Finite numbers, so many of them. */
  numbers(name: string, count: number): readonly number[] | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.length === count && value.every(isFiniteNumber)) return value;
    throw wrong(name, `it must be a list of ${count} numbers, one for each of num_qubits`);
  }

  /** Pairs of numbers, up to so many, of which the first of each is greater than that of the one before. */
  points(name: string, most: number): readonly (readonly [number, number])[] | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value) || value.length < 2 || value.length > most || !value.every(isPair)) {
      throw wrong(name, `it must be a list of 2 to ${most} points [time, value]`);
    }
    const points = value as readonly (readonly [number, number])[];
    if (points[0]?.[0] !== 0) throw wrong(name, "its first time must be 0");
    points.forEach(([time], k) => {
      if (k > 0 && time <= (points[k - 1]?.[0] ?? 0))
        throw wrong(name, `its times must rise; the one at place ${k} does not`);
    });
    return points;
  }

  #value(name: string): unknown {
    return Object.hasOwn(this.#values, name) ? (this.#values[name] ?? undefined) : undefined;
  }
}

/** A refusal in the vendor's words, which need no full stop. */
export const wrong = (name: string, problem: string): InvalidInputError =>
  new InvalidInputError(`Invalid value for ${name}: ${problem}.`, { keys: [`params.${name}`] });

const isFiniteNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

const isPair = (value: unknown): boolean => Array.isArray(value) && value.length === 2 && value.every(isFiniteNumber);

const written = (value: unknown): string => shortened(JSON.stringify(value) ?? "nothing");
