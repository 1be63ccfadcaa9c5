export { openAnnealer } from "./open.ts";
