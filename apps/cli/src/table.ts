/** How many columns of a terminal a text takes: Korean and other wide characters take two. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += isWide(character.codePointAt(0) ?? 0) ? 2 : 1;
  return width;
}

export const padEnd = (text: string, width: number): string =>
  text + " ".repeat(Math.max(0, width - displayWidth(text)));
export const padStart = (text: string, width: number): string =>
  " ".repeat(Math.max(0, width - displayWidth(text))) + text;

/**
 * Rows under a heading, two spaces between columns, each as wide as its widest cell. Columns in which every cell is a
 * number stand to the right. Line by line, the heading first; no trailing spaces.
 */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = heading.map((title, column) =>
    Math.max(displayWidth(title), ...rows.map((row) => displayWidth(row[column] ?? ""))),
  );
  const isNumeric = heading.map(
    (_, column) => rows.length > 0 && rows.every((row) => /^[\d.,]*( ?(ms|s|%))?$/.test(row[column] ?? "")),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (isNumeric[column] ? padStart : padEnd)(cell, widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return [line(heading), ...rows.map(line)];
}

/** East Asian wide blocks as far as Korean, Chinese and Japanese text and full-width forms need them. */
const isWide = (code: number): boolean =>
  (code >= 0x1100 && code <= 0x115f) ||
  (code >= 0x2e80 && code <= 0xa4cf) ||
  (code >= 0xac00 && code <= 0xd7a3) ||
  (code >= 0xf900 && code <= 0xfaff) ||
  (code >= 0xfe30 && code <= 0xfe6f) ||
  (code >= 0xff00 && code <= 0xff60);
