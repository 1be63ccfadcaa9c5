import type { Circuit } from "../../circuit.ts";
import { readOpenQasm2 } from "../openqasm2/read.ts";
import { type ReadOpenQasm3Options, readOpenQasm3 } from "../openqasm3/read.ts";
import { Scanner } from "./scanner.ts";
import { Source } from "./source.ts";

/**
 * Reads OpenQASM of the version that the text says it is. Throws as `readOpenQasm2` and `readOpenQasm3` do, and
 * `InvalidInputError` where the text does not begin with its version.
 */
export function readOpenQasm(text: string, options: ReadOpenQasm3Options = {}): Circuit {
  const source = new Source(text);
  const scanner = new Scanner(source);
  while (scanner.kind === "line") scanner.advance();
  const at = scanner.start;
  if (!scanner.accept("OPENQASM")) {
    throw source.invalid(at, "the text should begin with its version, OPENQASM 2.0; or OPENQASM 3.0;");
  }
  const version = Number.parseInt(scanner.text, 10);
  if (version === 2) return readOpenQasm2(text, options.limits);
  if (version === 3) return readOpenQasm3(text, options);
  throw source.invalid(scanner.start, `the version ${scanner.described} is not known here; write 2.0 or 3.0`);
}
