/** Naru's own API, `/naru/v1`: a route for each method of `@naru/sdk`, described by the schemas that check it. */
export { serveApi } from "./api.ts";
export type { ApiParts } from "./parts.ts";
