/** Addresses of the console over the history API: where we are, how to go elsewhere, and what a path means. */
export { Link } from "./link.tsx";
export { navigate, useLocation } from "./location.ts";
export { matchPath } from "./match.ts";
