/**
 * Seeded streams of random numbers. The same seed and labels give the same numbers on every machine: only 32-bit
 * integer operations and exact divisions are used.
 *
 * The generator is xoshiro128** 1.1 (Blackman and Vigna, "Scrambled linear pseudorandom number generators",
 * ACM Trans. Math. Softw. 47, 36 (2021)): 128 bits of state, period 2^128 − 1. Its state is filled by SplitMix32-style
 * mixing of the seed, so that neighbouring seeds give unrelated streams.
 */
export interface Random {
  /** 32 uniform bits, as an unsigned integer. */
  bits32(): number;
  /** Uniform in [0, 1) with 53 random bits. */
  uniform(): number;
  /** Uniform integer in [0, bound), without bias; 1 ≤ bound ≤ 2^32. */
  below(bound: number): number;
  /** An independent stream named by a label. Forking does not advance this stream. */
  fork(label: string | number): Random;
}

/** Opens the stream of a seed: an integer of up to 53 bits, sign included. */
export function seeded(seed: number): Random {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`A seed is an integer of up to 53 bits, not ${seed}.`);
  return new Xoshiro128(mix(0x9e3779b9 ^ (seed | 0), Math.floor(seed / 2 ** 32) | 0));
}

/** Two words mixed into four, each a hash of both (Murmur3's finaliser on a Weyl sequence). */
function mix(low: number, high: number): Uint32Array {
  const state = new Uint32Array(4);
  let word = low | 0;
  for (let i = 0; i < 8; i++) {
    word = (word + 0x9e3779b9) | 0;
    let hash = word ^ (i & 1 ? high : Math.imul(high, 0x85ebca6b));
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    state[i & 3] = (state[i & 3] ?? 0) ^ (hash ^ (hash >>> 16));
    word ^= hash;
  }
  if (state.every((part) => part === 0)) state[0] = 1; // the one state that xoshiro cannot leave
  return state;
}

class Xoshiro128 implements Random {
  readonly #origin: readonly [number, number];
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(state: Uint32Array) {
    [this.#a, this.#b, this.#c, this.#d] = [state[0] ?? 0, state[1] ?? 0, state[2] ?? 0, state[3] ?? 0];
    this.#origin = [this.#a ^ this.#c, this.#b ^ this.#d];
  }

  bits32(): number {
    const product = Math.imul(this.#b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9);
    const t = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= t;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result >>> 0;
  }

  uniform(): number {
    const high = this.bits32() >>> 5;
    const low = this.bits32() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  below(bound: number): number {
    const limit = 2 ** 32 - (2 ** 32 % bound);
    for (;;) {
      const bits = this.bits32();
      if (bits < limit) return bits % bound;
    }
  }

  fork(label: string | number): Random {
    let hash = 0x811c9dc5; // FNV-1a over the label; a number and its text are different labels
    const text = typeof label === "number" ? `#${label}` : `:${label}`;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    return new Xoshiro128(mix(this.#origin[0] ^ hash, this.#origin[1] ^ Math.imul(hash, 0xc2b2ae35)));
  }
}
