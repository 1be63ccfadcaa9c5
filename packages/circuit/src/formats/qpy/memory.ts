import { InvalidInputError, TooLargeError, UnsupportedError } from "@naru/base";
import { realWidth, widestNumber } from "../../expression.ts";
import type { QpyType, QpyVariable } from "./model.ts";

/**
 * Classical bits behind those of the circuit, which belong to no register: variables, what conditions need that is worked
 * out first, and how loops are left.
 */
export class Memory {
  readonly #first: number;
  readonly #most: number;
  readonly #variables = new Map<string, readonly number[]>();
  readonly #scratch: number[] = [];
  readonly #free: number[] = [];
  #count = 0;

  /** `first` is the number of the circuit's own bits, `most` how many there may be in all. */
  constructor(first: number, most: number) {
    this.#first = first;
    this.#most = most;
  }

  /** All bits handed out so far, in order. */
  get bits(): readonly number[] {
    return Array.from({ length: this.#count }, (_, k) => this.#first + k);
  }

  /** Makes room for what a circuit declares. Variables of the same id are the same. */
  declare(variables: readonly QpyVariable[]): void {
    for (const { id, name, usage, type } of variables) {
      if (usage === "input") {
        throw new UnsupportedError(
          `The circuit's input variable "${name}" has no value here; use a parameter or a variable with a value.`,
          { variable: name },
        );
      }
      if (usage === "local" && !this.#variables.has(id)) this.#variables.set(id, this.#take(widthOfType(type, name)));
    }
  }

  /** The bits of a variable, the least significant first. */
  bitsOf({ id, name }: QpyVariable): readonly number[] {
    const bits = this.#variables.get(id);
    if (bits) return bits;
    throw new InvalidInputError(`The circuit uses the variable "${name}", which nothing around it declares.`, {
      variable: name,
    });
  }

  /** So many bits to work something out in, from number `from` of all such bits on; they are used again and again. */
  scratch(from: number, width: number): readonly number[] {
    if (from + width > this.#scratch.length) this.#scratch.push(...this.#take(from + width - this.#scratch.length));
    return this.#scratch.slice(from, from + width);
  }

  /** A bit until it is given back. */
  flag(): number {
    const [taken = 0] = this.#free.length > 0 ? this.#free.splice(-1) : this.#take(1);
    return taken;
  }

  giveBack(flag: number): void {
    this.#free.push(flag);
  }

  #take(width: number): number[] {
    if (this.#first + this.#count + width > this.#most) {
      throw new TooLargeError(
        `With its variables the circuit needs more than ${this.#most} classical bits; use fewer or narrower ones.`,
        { limit: this.#most },
      );
    }
    const first = this.#first + this.#count;
    this.#count += width;
    return Array.from({ length: width }, (_, k) => first + k);
  }
}

function widthOfType(type: QpyType, name: string): number {
  if (type.kind === "bool") return 1;
  if (type.kind !== "uint") return realWidth;
  if (type.width > 0 && type.width <= widestNumber) return type.width;
  throw new TooLargeError(
    `The variable "${name}" has ${type.width} bits; whole numbers have 1 to ${widestNumber} bits here.`,
    { limit: widestNumber },
  );
}
