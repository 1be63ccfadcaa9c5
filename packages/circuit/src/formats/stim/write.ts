import type { StimInstruction, StimProgram, StimTarget } from "./program.ts";

/** Writes a program in Stim's circuit format, with canonical names; `readStim` gives it back. */
export function writeStim({ instructions }: Pick<StimProgram, "instructions">): string {
  return blockText(instructions, "");
}

function blockText(instructions: readonly StimInstruction[], indent: string): string {
  return instructions.map((instruction) => `${indent}${instructionText(instruction, indent)}\n`).join("");
}

function instructionText(instruction: StimInstruction, indent: string): string {
  const tag = instruction.tag === undefined ? "" : `[${instruction.tag}]`;
  if (instruction.kind === "repeat") {
    return `REPEAT${tag} ${instruction.times} {\n${blockText(instruction.body, `${indent}    `)}${indent}}`;
  }
  const { name, parameters, targets } = instruction;
  const inParentheses = parameters.length > 0 ? `(${parameters.join(", ")})` : "";
  return [`${name}${tag}${inParentheses}`, ...targets.map(targetText)].join(" ");
}

function targetText(target: StimTarget): string {
  if (typeof target === "number") return `${target}`;
  switch (target.kind) {
    case "inverted":
      return `!${target.qubit}`;
    case "record":
      return `rec[-${target.back}]`;
    case "paulis":
      return `${target.isInverted ? "!" : ""}${target.factors.map(({ pauli, qubit }) => `${pauli}${qubit}`).join("*")}`;
  }
}
