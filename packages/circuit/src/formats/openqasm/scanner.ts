import type { Source } from "./source.ts";

/** `line` is a pragma or an annotation: the whole rest of its line is one token. */
export type TokenKind = "name" | "integer" | "real" | "duration" | "string" | "physical" | "symbol" | "line" | "end";

const symbolsOfThree = new Set(["<<=", ">>=", "**="]);
const symbolsOfTwo = new Set(
  ["->", "==", "!=", "<=", ">=", "&&", "||", "**", "++", "<<", ">>"].concat([
    "+=",
    "-=",
    "*=",
    "/=",
    "%=",
    "&=",
    "|=",
    "^=",
    "~=",
  ]),
);
const symbolsOfOne = new Set("()[]{};:,.=+-*/%^~!<>&|@#");
/** Symbols that begin no longer one, by character code: most of a text, so they are told at once. */
const standsAlone: (string | undefined)[] = [];
for (const symbol of "()[]{};:,") standsAlone[symbol.charCodeAt(0)] = symbol;
const nameBeyondAscii = /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Nd}_]*/uy;
/** A number in any base with its unit of time; tried only where a digit, or a point and a digit, stands. */
const numberPattern =
  /(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+)|(?:[0-9][0-9_]*)?(\.[0-9_]*)?([eE][+-]?[0-9_]+)?([ \t]*(?:ns|us|µs|μs|ms|dt|s)(?![\p{L}\p{Nd}_]))?/uy;

const isDigit = (code: number) => code >= 48 && code <= 57;
const isNameStart = (code: number) => (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;

/**
 * Reads tokens of OpenQASM 2 and 3 one at a time, each when it is asked for: nothing is kept, so that a text of many
 * megabytes costs no more than itself. After `advance`, `kind`, `text`, `start` and `end` describe the current token.
 */
export class Scanner {
  readonly source: Source;
  kind: TokenKind = "end";
  /** The token as written; for strings, what stands between the quotes. */
  text = "";
  start = 0;
  end = 0;
  readonly #text: string;

  constructor(source: Source) {
    this.source = source;
    this.#text = source.text;
    if (this.#text.charCodeAt(0) === 0xfeff) this.end = 1;
    this.advance();
  }

  /** Moves to the next token. */
  advance() {
    const text = this.#text;
    const start = this.#skipBlank(this.end);
    const code = text.charCodeAt(start);
    this.start = start;
    if (Number.isNaN(code)) return this.#take("end", start);
    const alone = standsAlone[code];
    if (alone !== undefined) {
      this.kind = "symbol";
      this.text = alone;
      this.end = start + 1;
      return;
    }
    if (isNameStart(code)) return this.#name(start);
    if (isDigit(code) || (code === 46 && isDigit(text.charCodeAt(start + 1)))) return this.#number(start);
    if (code === 34 || code === 39) return this.#string(start, code);
    if (code === 36 && isDigit(text.charCodeAt(start + 1))) return this.#physical(start);
    if (code === 35 && text.startsWith("#pragma", start)) return this.#line(start);
    if (code === 64 && isNameStart(text.charCodeAt(start + 1)) && this.#opensLine(start)) return this.#line(start);
    if (code > 127) return this.#nameBeyondAscii(start);
    this.#symbol(start);
  }

  /** Whether the current token is this symbol or keyword. */
  is(text: string): boolean {
    return this.text === text && (this.kind === "symbol" || this.kind === "name");
  }

  /** Takes the symbol or keyword if it is next. */
  accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.advance();
    return true;
  }

  /** Takes the symbol or keyword, which must be next; `after` says behind what it belongs. */
  expect(text: string, after?: string): void {
    if (this.accept(text)) return;
    throw this.source.invalid(
      this.start,
      `there should be "${text}"${after ? ` ${after}` : ""}, not ${this.described}`,
    );
  }

  /** Takes a name, which must be next. */
  expectName(what: string): string {
    if (this.kind !== "name") {
      throw this.source.invalid(this.start, `there should be ${what}, not ${this.described}`);
    }
    const name = this.text;
    this.advance();
    return name;
  }

  /** The current token in words for a message. */
  get described(): string {
    if (this.kind === "end") return "the end of the text";
    const text = this.kind === "string" ? JSON.stringify(this.text) : this.text;
    return text.length > 40 ? `"${text.slice(0, 40)}…"` : this.kind === "string" ? text : `"${text}"`;
  }

  #take(kind: TokenKind, end: number): void {
    this.kind = kind;
    this.text = this.#text.slice(this.start, end);
    this.end = end;
  }

  #skipBlank(from: number): number {
    const text = this.#text;
    let at = from;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === 32 || code === 10 || code === 13 || code === 9 || code === 12 || code === 0xa0) at++;
      else if (code === 47 && text.charCodeAt(at + 1) === 47) {
        const newline = text.indexOf("\n", at);
        at = newline < 0 ? text.length : newline;
      } else if (code === 47 && text.charCodeAt(at + 1) === 42) {
        const close = text.indexOf("*/", at + 2);
        if (close < 0) throw this.source.invalid(at, 'this comment is not closed; add "*/"');
        at = close + 2;
      } else return at;
    }
  }

  #name(start: number) {
    const text = this.#text;
    let end = start + 1;
    for (;;) {
      const code = text.charCodeAt(end);
      if (isNameStart(code) || isDigit(code)) end++;
      else if (code > 127) return this.#nameBeyondAscii(start);
      else break;
    }
    this.#take("name", end);
    if (this.text === "pragma" && this.#opensLine(start)) this.#line(start);
  }

  #nameBeyondAscii(start: number) {
    nameBeyondAscii.lastIndex = start;
    const found = nameBeyondAscii.exec(this.#text);
    // A name written in ASCII may end at a character that no name can hold.
    if (found) return this.#take("name", start + found[0].length);
    const character = String.fromCodePoint(this.#text.codePointAt(start) ?? 0);
    throw this.source.invalid(start, `the character ${JSON.stringify(character)} has no meaning here; remove it`);
  }

  #number(start: number) {
    let end = start;
    while (isDigit(this.#text.charCodeAt(end))) end++;
    // Before a closing bracket or the like, digits are all there is.
    if (end > start && standsAlone[this.#text.charCodeAt(end)] !== undefined) return this.#take("integer", end);
    numberPattern.lastIndex = start;
    const found = numberPattern.exec(this.#text);
    const [whole = "", fraction, exponent, unit] = found ?? [];
    this.#take(unit ? "duration" : fraction || exponent ? "real" : "integer", start + Math.max(1, whole.length));
    const next = this.#text.charCodeAt(this.end);
    if (isNameStart(next) || isDigit(next) || next > 127) {
      const shown = this.text.slice(0, 20);
      throw this.source.invalid(this.end, `a number ends here; write an operator behind it, as in ${shown}*pi`);
    }
  }

  #string(start: number, quote: number): void {
    const close = this.#text.indexOf(String.fromCharCode(quote), start + 1);
    if (close < 0) throw this.source.invalid(start, "this string is not closed; add a quotation mark");
    this.#take("string", close + 1);
    this.text = this.text.slice(1, -1);
  }

  #physical(start: number): void {
    let end = start + 1;
    while (isDigit(this.#text.charCodeAt(end))) end++;
    this.#take("physical", end);
  }

  #line(start: number): void {
    const newline = this.#text.indexOf("\n", start);
    this.#take("line", newline < 0 ? this.#text.length : newline);
  }

  /** Whether only blanks stand before the offset on its line. */
  #opensLine(offset: number): boolean {
    for (let at = offset - 1; at >= 0; at--) {
      const code = this.#text.charCodeAt(at);
      if (code === 10) return true;
      if (code !== 32 && code !== 9 && code !== 13) return false;
    }
    return true;
  }

  #symbol(start: number) {
    const three = this.#text.slice(start, start + 3);
    if (symbolsOfThree.has(three)) return this.#take("symbol", start + 3);
    if (symbolsOfTwo.has(three.slice(0, 2))) return this.#take("symbol", start + 2);
    if (symbolsOfOne.has(three.charAt(0))) return this.#take("symbol", start + 1);
    throw this.source.invalid(start, `the character ${JSON.stringify(three.charAt(0))} has no meaning here; remove it`);
  }
}
