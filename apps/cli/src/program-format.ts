import type { ProgramFormat } from "@naru/sdk";
import { UsageError } from "./exit-codes.ts";

/**
 * Which format a program is written in, by what stands in it, not by the file's name: an OpenQASM version line, the
 * words of a version when the line is missing, or JSON. Throws UsageError when it is none of them.
 */
export function formatOf(program: string, fileName: string): ProgramFormat {
  const text = program.replace(/^\uFEFF/, "").replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, " ");
  if (/^\s*[{[]/.test(program.replace(/^\uFEFF/, ""))) return "ionq-json";
  const version = /^\s*OPENQASM\s+(\d+)/.exec(text)?.[1];
  if (version === "2") return "openqasm2";
  if (version === "3") return "openqasm3";
  if (version !== undefined) {
    throw new UsageError(`${fileName} says OPENQASM ${version}; Naru reads OpenQASM 2 and 3.`);
  }
  if (/\bqreg\b|qelib1\.inc/.test(text)) return "openqasm2";
  if (/\bqubit\b|stdgates\.inc/.test(text)) return "openqasm3";
  throw new UsageError(
    `${fileName} is neither OpenQASM nor JSON. An OpenQASM file begins with a line such as "OPENQASM 3.0;", an IonQ circuit with "{".`,
  );
}
