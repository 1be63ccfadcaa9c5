import { defineConfig } from "vitest/config";

/** The packing test alone: it builds, packs and installs from the registry, which takes a minute. */
export default defineConfig({
  test: {
    root: new URL("../..", import.meta.url).pathname,
    include: ["tools/pack/*.package.test.ts"],
    testTimeout: 300_000,
    hookTimeout: 600_000,
  },
});
