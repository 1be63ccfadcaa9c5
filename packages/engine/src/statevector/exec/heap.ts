import type { Precision } from "../../simulator.ts";
import type { Views } from "./arena.ts";
import type { MemoryMap } from "./memory-map.ts";

/** Hands out addresses for one pass and remembers what is to be written there. */
export class Heap {
  readonly #end: number;
  readonly #words: { readonly address: number; readonly values: Int32Array }[] = [];
  readonly #numbers: { readonly address: number; readonly values: ArrayLike<number> }[] = [];
  #next: number;

  constructor({ heap, heapEnd }: MemoryMap) {
    this.#next = heap;
    this.#end = heapEnd;
  }

  allocate(bytes: number): number {
    const address = this.#next;
    this.#next = (address + bytes + 63) & ~63;
    if (this.#next > this.#end) throw new Error("A pass was planned with more tables than its memory holds.");
    return address;
  }

  words(values: Int32Array): number {
    const address = this.allocate(4 * values.length);
    this.#words.push({ address, values });
    return address;
  }

  /** Real numbers in the precision of the state. */
  numbers(values: ArrayLike<number>, bytes: 4 | 8): number {
    const address = this.allocate(bytes * values.length);
    this.#numbers.push({ address, values });
    return address;
  }

  write(views: Views, precision: Precision): void {
    for (const { address, values } of this.#words) views.words.set(values, address / 4);
    const [numbers, bytes] = precision === "single" ? [views.single, 4] : [views.double, 8];
    for (const { address, values } of this.#numbers) numbers.set(values, address / bytes);
  }
}
