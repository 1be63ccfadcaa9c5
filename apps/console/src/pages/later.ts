/** Pages that are reached from others: one file, loaded when one of them is opened. */
export { BackendPage } from "./backend/page.tsx";
export { JobPage } from "./job/page.tsx";
