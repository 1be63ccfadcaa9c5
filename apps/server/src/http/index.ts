/**
 * The outside: one origin with the vendors' APIs, Naru's own, the operator's figures and the console. It promises that no
 * answer tells a stranger anything, that refusals are in the words of the API that was asked, and that a bug is a 500
 * with an id and nothing else.
 */
export { openLog } from "./log.ts";
export { type Metrics, openMetrics } from "./metrics.ts";
export { currentRequest, currentRequestId } from "./request-context.ts";
export { type HttpParts, type HttpServer, startHttp } from "./server.ts";
