import type { Random } from "@naru/base";

/** Lengths of pieces that are moved: mostly short ones. */
export const pieceLength = (random: Random, most: number): number =>
  1 + random.below(random.below(2) === 0 ? Math.min(3, most) : most);

export function reverse(list: Float64Array, from: number, to: number): void {
  for (let [a, b] = [from, to - 1]; a < b; a++, b--) swap(list, a, b);
}

export function swap(list: Float64Array, a: number, b: number): void {
  const moved = list[a]!;
  list[a] = list[b]!;
  list[b] = moved;
}

/** Changes the order of the first `size` of a list: two change places, a piece moves, or a piece is reversed. */
export function reorder(list: Float64Array, size: number, random: Random): boolean {
  if (size < 2) return false;
  const kind = random.below(3);
  const at = random.below(size);
  if (kind === 0) {
    const other = random.below(size - 1);
    swap(list, at, other >= at ? other + 1 : other);
    return true;
  }
  // Both as reversals of a stretch: three of them move a piece.
  const length = pieceLength(random, size - 1);
  const to = Math.min(size, at + length + 1);
  if (to - at < 2) return false;
  if (kind === 2) {
    const from = Math.max(0, at - random.below(Math.min(size, 50)));
    const end = Math.min(size, at + 1 + random.below(Math.min(3, size)));
    if (from === at || end <= at) return false;
    reverse(list, from, at);
    reverse(list, at, end);
    reverse(list, from, end);
    return true;
  }
  reverse(list, at, to);
  return true;
}
