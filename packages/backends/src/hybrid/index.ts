export { openHybrid } from "./open.ts";
