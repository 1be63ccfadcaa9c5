/** Up to this length a text is tried as ASCII first, character by character; most are names. */
const longestShort = 32;

/** Text of UTF-8 bytes from `from` to `to`, or undefined if they are none. Neither Node nor a browser is assumed. */
export function textOfUtf8(bytes: Uint8Array, from: number, to: number): string | undefined {
  let text = "";
  let at = from;
  if (to - from <= longestShort) {
    for (; at < to && (bytes[at] ?? 0x80) < 0x80; at++) text += String.fromCharCode(bytes[at] ?? 0);
    if (at === to) return text;
  }
  const units: number[] = [];
  while (at < to) {
    const first = bytes[at++] ?? 0;
    if (first < 0x80) units.push(first);
    else {
      const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
      if (first < 0xc2 || first > 0xf4 || at + more > to) return undefined;
      let point = first & (0x3f >> more);
      for (let k = 0; k < more; k++) {
        const next = bytes[at++] ?? 0;
        if ((next & 0xc0) !== 0x80) return undefined;
        point = (point << 6) | (next & 0x3f);
      }
      const isTooLong = (more === 2 && point < 0x800) || (more === 3 && point < 0x10000);
      if (isTooLong || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return undefined;
      if (point < 0x10000) units.push(point);
      else units.push(0xd800 + ((point - 0x10000) >> 10), 0xdc00 + ((point - 0x10000) & 0x3ff));
    }
    // Functions take so many arguments and not many more.
    if (units.length > 4096) text += String.fromCharCode(...units.splice(0));
  }
  return text + String.fromCharCode(...units);
}

/** The UTF-8 bytes of a text; halves of pairs that stand alone become U+FFFD. */
export function utf8Of(text: string): number[] {
  const bytes: number[] = [];
  for (const character of text) {
    let point = character.codePointAt(0) ?? 0;
    if (point >= 0xd800 && point < 0xe000) point = 0xfffd;
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 0x3f));
    else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f));
    else {
      bytes.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 0x3f));
      bytes.push(0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f));
    }
  }
  return bytes;
}
