/**
 * What dialects share of HTTP, in web standards alone: routes, bodies, queries, and a border that says what is wrong with
 * what came in. How errors are spelt is each vendor's own.
 */
export { CachedTexts } from "./http/cached-texts.ts";
export { check, invalid, pathOf, quoted, shortened } from "./http/check.ts";
export { json } from "./http/json-response.ts";
export { itemsOf, type JsonText, membersOf, readJson, readJsonOrNothing } from "./http/json-text.ts";
export { originOf } from "./http/origin.ts";
export { type Bounds, queryBoolean, queryInteger, queryNumber } from "./http/query.ts";
export { type Call, type ErrorWriter, type KnownCall, type Method, open, type Route, router } from "./http/router.ts";
export { pack, unpack } from "./http/zlib.ts";
