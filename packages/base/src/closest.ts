/**
 * The name that a mistyped word was probably meant to be: the nearest by edit distance, upper and lower case alike, at
 * most 2 letters away and fewer than the word has; null when none is that near. Words over 64 characters are not compared.
 */
export function closest(word: string, names: Iterable<string>): string | null {
  if (word.length > 64) return null;
  const allowed = Math.min(2, word.length - 1); // any letter is one step from any other
  let best: string | null = null;
  let bestDistance = allowed + 1;
  for (const name of names) {
    if (Math.abs(name.length - word.length) > allowed) continue;
    const distance = editDistance(word.toLowerCase(), name.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  return best;
}

/** Levenshtein's distance, how many letters to insert, delete or replace; one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
