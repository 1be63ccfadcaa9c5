import type { ProgramFormat } from "@naru/sdk";

/** Which language a program is written in, by how it begins: JSON, or what its OPENQASM line says (3 without one). */
export function formatOf(program: string): ProgramFormat {
  const start = program.replace(/\/\/.*$|\/\*[\s\S]*?\*\//gm, "").trimStart();
  if (start.startsWith("{")) return "ionq-json";
  return /^OPENQASM\s+2\b/.test(start) ? "openqasm2" : "openqasm3";
}
