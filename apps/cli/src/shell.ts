import { homedir } from "node:os";
import { styleText } from "node:util";
import { type Language, languageOf } from "./language.ts";

/** What a command may touch of the world: passed in, so that a test can watch. */
export interface Shell {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly home: string;
  readonly language: Language;
  /** Columns to fill; 80 when the output is not a terminal. */
  readonly width: number;
  /** One line (or several) to standard output. */
  out(text: string): void;
  /** One line (or several) to standard error. */
  err(text: string): void;
  /** Decorates text for standard output; the same text where colour is unwanted. */
  paint(style: Style, text: string): string;
}

export type Style = "bold" | "dim" | "green" | "red" | "yellow" | "cyan";

/** This process: its streams, its environment. Colour only on a terminal, and never against NO_COLOR. */
export function processShell(args: readonly string[]): Shell {
  const { stdout, stderr, env } = process;
  return {
    env,
    cwd: process.cwd(),
    home: homedir(),
    language: languageOf(args, env),
    width: stdout.isTTY ? stdout.columns || 80 : 80,
    out: (text) => void stdout.write(`${text}\n`),
    err: (text) => void stderr.write(`${text}\n`),
    paint: (style, text) => styleText(style, text, { stream: stdout, validateStream: true }),
  };
}
