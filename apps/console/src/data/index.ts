/** What pages know, through hooks over the client: questions with their states, and jobs as they go along. */
export { LiveProvider, useJobNews } from "./live.tsx";
export { useJob } from "./use-job.ts";
export { type Loaded, useLoad } from "./use-load.ts";
export { useRefresh } from "./use-refresh.ts";
