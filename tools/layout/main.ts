/** `npm run layout`: whether each thing looks like its neighbours. */
import { root } from "../test/process.ts";
import { layoutProblems } from "./layout.ts";

const problems = layoutProblems(root);
for (const problem of problems) console.error(problem);
console.log(`layout: ${problems.length === 0 ? "as it should be" : `${problems.length} problems`}`);
if (problems.length > 0) process.exitCode = 1;
