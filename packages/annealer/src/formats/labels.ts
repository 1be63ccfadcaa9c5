import { InvalidInputError } from "@naru/base";

/** The name of a variable or a constraint. Lists stand for tuples. */
export type Label = string | number | boolean | null | readonly Label[];

/** 0, 1, 2 …: names of what has none. */
export function numbered(count: number): readonly Label[] {
  const labels = new Array<number>(count);
  for (let k = 0; k < count; k++) labels[k] = k;
  return labels;
}

/** Exactly so many labels, all different. Throws InvalidInputError otherwise. */
export function readLabels(value: unknown, count: number, what: string): readonly Label[] {
  if (!Array.isArray(value) || value.length !== count) {
    const found = Array.isArray(value) ? `${value.length}` : "no list of";
    throw new InvalidInputError(`The file is damaged: there are ${found} labels for ${count} ${what}.`);
  }
  const seen = new Set<string>();
  for (const label of value) {
    const key = keyOf(label);
    if (seen.has(key)) {
      throw new InvalidInputError(`Two ${what} have the label ${key.slice(0, 80)}. Give each its own.`, {
        label: key.slice(0, 200),
      });
    }
    seen.add(key);
  }
  return value as readonly Label[];
}

/** A text that is the same for labels that Python takes for equal, as it does true and 1, and for no others. */
export function keyOf(label: unknown): string {
  checkLabel(label, 0);
  return JSON.stringify(label, (_, part) => (typeof part === "boolean" ? Number(part) : part));
}

const deepestLabel = 16;

function checkLabel(label: unknown, depth: number): void {
  if (typeof label === "number" && !(Math.abs(label) <= Number.MAX_SAFE_INTEGER)) {
    // It would come back as another one.
    throw new InvalidInputError("A label that is a number goes up to 2⁵³ − 1. Write larger ones as texts.");
  }
  if (label === null || typeof label === "string" || typeof label === "number" || typeof label === "boolean") return;
  if (!Array.isArray(label) || depth >= deepestLabel) {
    throw new InvalidInputError("A label is a number, a text, or a list of labels, not too deep.");
  }
  for (const part of label) checkLabel(part, depth + 1);
}
