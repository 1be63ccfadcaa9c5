/**
 * The bits of some rows as texts, bit 0 rightmost. Row r has `width` words of 32 bits from word `r · width` on, the lowest
 * bits first; `order` lists the rows that are wanted.
 *
 * The texts are made as one and then cut, which for outcomes of some hundred bits took a fifth of the time of joining
 * pieces for each.
 */
export function bitstrings(rows: Uint32Array, width: number, order: Uint32Array, bitCount: number): string[] {
  const nibbles = Math.ceil(bitCount / 4);
  const surplus = 4 * nibbles - bitCount;
  const characters = new Uint32Array(order.length * nibbles);
  let at = 0;
  for (const row of order) {
    const first = row * width;
    for (let nibble = nibbles - 1; nibble >= 0; nibble--) {
      characters[at++] = digits[(rows[first + (nibble >> 3)] >>> (4 * (nibble & 7))) & 15];
    }
  }
  const text = textOf(new Uint8Array(characters.buffer));
  return Array.from(order, (_, k) => text.slice(4 * nibbles * k + surplus, 4 * nibbles * (k + 1)));
}

/** Entry n is the four characters of n in binary, as a word in this machine's order of bytes. */
const digits = new Uint32Array(
  Uint8Array.from(
    Array.from({ length: 16 }, (_, n) =>
      Array.from(n.toString(2).padStart(4, "0"), (digit) => digit.charCodeAt(0)),
    ).flat(),
  ).buffer,
);

/** Node and browsers have a decoder, which the language itself does not promise. */
const Decoder = (globalThis as { TextDecoder?: new () => { decode(bytes: Uint8Array): string } }).TextDecoder;
const decoder = Decoder && new Decoder();

/** As many parameters as every engine takes. */
const mostParameters = 4096;

/** A text from ASCII. */
function textOf(bytes: Uint8Array): string {
  if (decoder) return decoder.decode(bytes);
  let text = "";
  for (let at = 0; at < bytes.length; at += mostParameters) {
    text += String.fromCharCode(...bytes.subarray(at, at + mostParameters));
  }
  return text;
}
