import { join } from "node:path";
import { root } from "../test/process.ts";
import { doorsOf, withLibrary } from "./library.ts";
import { otherPackages, pages, shownPackages } from "./pages.ts";
import { renderAll } from "./render.ts";

export const folder = join(root, "docs/api/engine");

/** Name of each file in `docs/api/engine` → its text, from the code as it is now. */
export function apiPages(): Map<string, string> {
  const doors = [...shownPackages, ...otherPackages].flatMap(doorsOf);
  return withLibrary(doors, (library) => renderAll(library, doors));
}

/** What doors export that no page shows. */
export function missingNames(): string[] {
  const doors = shownPackages.flatMap(doorsOf);
  const shown = new Set(pages.flatMap(({ shows }) => shows.flatMap(([, names]) => names)));
  return withLibrary(doors, (library) => doors.flatMap((door) => library.exportsOf(door))).filter(
    (name) => !shown.has(name),
  );
}
