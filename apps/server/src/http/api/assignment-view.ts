import type { AssignmentView } from "@naru/sdk";

/** Variables that an answer lists: about a megabyte of it. */
const mostVariables = 65_536;

/** The first variables with their labels as texts, and the value of each by its place. */
export function assignmentView(labels: readonly unknown[], valueAt: (place: number) => number): AssignmentView {
  const listed = labels.slice(0, mostVariables);
  return {
    labels: listed.map(labelText),
    values: listed.map((_, k) => valueAt(k)),
    unlistedCount: labels.length - listed.length,
  };
}

/** Labels may be numbers, texts, or lists of such. */
export const labelText = (label: unknown): string => (typeof label === "string" ? label : JSON.stringify(label));
