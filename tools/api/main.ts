/** `npm run api`: writes the pages of `docs/api/engine` anew, from the declarations and comments in the code. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { apiPages, folder } from "./api.ts";

const rendered = apiPages();
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const [file, text] of rendered) writeFileSync(join(folder, file), text);
console.log(`${rendered.size} pages in docs/api/engine`);
