/**
 * Transposes 32 words of 32 bits in place: bit c of word r and bit r of word c change places (Warren, "Hacker's Delight",
 * second edition, section 7–3).
 */
export function transpose32(words: Uint32Array): void {
  let mask = 0x0000ffff;
  for (let width = 16; width > 0; width >>= 1, mask ^= mask << width) {
    for (let k = 0; k < 32; k = ((k | width) + 1) & ~width) {
      const moved = ((words[k] >>> width) ^ words[k | width]) & mask;
      words[k] ^= moved << width;
      words[k | width] ^= moved;
    }
  }
}

/**
 * Turns rows of bits, one for each of `bitCount` bits, into words by shot: entry `shot · wordCount + j` holds bits
 * 32j … 32j + 31 of a shot, with `wordCount` = ⌈bitCount / 32⌉. `shots` of the rows are read, `target` is written from
 * `offset` on.
 */
export function gatherShots(
  rowOf: (bit: number) => Uint32Array,
  bitCount: number,
  shots: number,
  target: Uint32Array,
  offset = 0,
): void {
  const wordCount = Math.ceil(bitCount / 32);
  const square = new Uint32Array(32);
  const rows: Uint32Array[] = [];
  for (let j = 0; j < wordCount; j++) {
    const here = Math.min(32, bitCount - 32 * j);
    for (let k = 0; k < here; k++) rows[k] = rowOf(32 * j + k);
    for (let from = 0; from < shots; from += 32) {
      square.fill(0);
      for (let k = 0; k < here; k++) square[k] = rows[k][from >> 5];
      transpose32(square);
      const last = Math.min(32, shots - from);
      for (let k = 0; k < last; k++) target[offset + (from + k) * wordCount + j] = square[k];
    }
  }
}
