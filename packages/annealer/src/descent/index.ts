/** Steepest descent, from given or random states to ones that no single turn makes better. */
export { Descender } from "./descender.ts";
export { type DescentOptions, descend } from "./descent.ts";
