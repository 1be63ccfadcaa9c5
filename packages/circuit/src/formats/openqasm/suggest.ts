import { closest } from "@naru/base";

/** `; did you mean "h"?` if one of the names is close to what was written, otherwise nothing. */
export function suggestion(written: string, names: Iterable<string>): string {
  const meant = closest(written, names);
  return meant === null ? "" : `; did you mean "${meant}"?`;
}
