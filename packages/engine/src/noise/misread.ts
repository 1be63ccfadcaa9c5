import type { Misreading } from "./readings.ts";

/**
 * Splits an amount by what is read of classical bits: `visit` is told of each reading that is not empty. The bits it gets
 * are `bits` itself where they are read rightly, and otherwise a copy.
 */
export function misread(
  bits: Uint8Array,
  amount: number,
  { clbits, matrix }: Misreading,
  shares: { part(amount: number, probability: number): number },
  visit: (bits: Uint8Array, amount: number) => void,
): void {
  const size = 2 ** clbits.length;
  const column = clbits.reduce((sum, clbit, j) => sum | (bits[clbit] << j), 0);
  let rest = amount;
  let left = 1;
  for (let row = 0; row < size && rest > 0; row++) {
    const probability = matrix[row * size + column];
    const share = row === size - 1 ? rest : shares.part(rest, left > 0 ? Math.min(1, probability / left) : 1);
    left -= probability;
    rest -= share;
    if (share === 0) continue;
    if (row === column) {
      visit(bits, share);
      continue;
    }
    const wrong = bits.slice();
    clbits.forEach((clbit, j) => {
      wrong[clbit] = (row >> j) & 1;
    });
    visit(wrong, share);
  }
}
