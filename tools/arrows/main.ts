/**
 * `npm run arrows`: who may import whom. Fails on a violation, and when fewer modules were read than there are TypeScript
 * files: a checker that sees nothing must not report success.
 */
import { root } from "../test/process.ts";
import { readArrows } from "./cruise.ts";

const { violations, fileCount, unread } = await readArrows(root);
for (const { rule, from, to } of violations) console.error(`${rule}: ${from} → ${to}`);
for (const file of unread) console.error(`not read: ${file}`);
console.log(
  `arrows: ${fileCount - unread.length} of ${fileCount} TypeScript files read, ${violations.length} violations`,
);
if (violations.length > 0 || unread.length > 0 || fileCount === 0) process.exitCode = 1;
