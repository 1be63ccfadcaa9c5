import { InvalidInputError, TooLargeError, UnsupportedError } from "@naru/base";

/** A place in a text, both counted from 1; columns count UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * The text being read, and the only maker of errors about it. Readers keep plain offsets; line and column are worked
 * out when an error needs them, so that reading a million lines pays nothing for them.
 */
export class Source {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  positionOf(offset: number): Position {
    let line = 1;
    let lineStart = 0;
    for (;;) {
      const newline = this.text.indexOf("\n", lineStart);
      if (newline < 0 || newline >= offset) return { line, column: offset - lineStart + 1 };
      line++;
      lineStart = newline + 1;
    }
  }

  /** What is written there breaks a rule of the language. */
  invalid(offset: number, message: string, details: Record<string, unknown> = {}): InvalidInputError {
    return new InvalidInputError(...this.#placed(offset, message, details));
  }

  /** What is written there is good OpenQASM, but nothing here can do it. */
  unsupported(offset: number, message: string, details: Record<string, unknown> = {}): UnsupportedError {
    return new UnsupportedError(...this.#placed(offset, message, details));
  }

  /** What is written there goes beyond one of the limits of reading. */
  tooLarge(offset: number, message: string, details: Record<string, unknown> = {}): TooLargeError {
    return new TooLargeError(...this.#placed(offset, message, details));
  }

  #placed(offset: number, message: string, details: Record<string, unknown>): [string, Record<string, unknown>] {
    const { line, column } = this.positionOf(offset);
    return [`line ${line}, column ${column}: ${message}`, { line, column, ...details }];
  }
}
