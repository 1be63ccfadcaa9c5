/** Appends an unsigned number below 2^53 in LEB128. */
export function unsigned(value: number, to: number[]): void {
  let rest = value;
  do {
    const byte = rest % 128;
    rest = Math.floor(rest / 128);
    to.push(rest > 0 ? byte | 128 : byte);
  } while (rest > 0);
}

/** Appends a signed number of up to 64 bits in LEB128. */
export function signed(value: bigint, to: number[]): void {
  let rest = value;
  for (;;) {
    const byte = Number(rest & 127n);
    rest >>= 7n;
    const isLast = (rest === 0n && !(byte & 64)) || (rest === -1n && byte & 64);
    to.push(isLast ? byte : byte | 128);
    if (isLast) return;
  }
}
