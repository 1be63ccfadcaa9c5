/**
 * The engine in a browser: `openWebEngine` keeps one in a worker, for pages; `webHost` is for who writes a worker of
 * their own. Needs a bundler that knows module workers (`new Worker(new URL(…, import.meta.url))`).
 */
export { webHost } from "./host.ts";
export { openWebEngine, type WebEngine } from "./web-engine.ts";
