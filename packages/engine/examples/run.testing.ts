import { spawnSync } from "node:child_process";

/** What a program of this folder prints, line by line. Fails as the program does. */
export function linesOf(file: string): string[] {
  const flags = ["--conditions=naru-source", "--disable-warning=ExperimentalWarning"];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, file], {
    cwd: import.meta.dirname,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${file} ended with ${status}: ${stderr}`);
  return stdout.trimEnd().split("\n");
}

/** All numbers of a line, as they stand. */
export const numbersIn = (line = ""): number[] => [...line.matchAll(/-?\d+(?:\.\d+)?/g)].map(([text]) => Number(text));
