import { defineConfig } from "vitest/config";

const conditions = ["naru-source"];

/** Tests lie beside the files they judge. The packing test installs from the registry and has a suite of its own. */
export default defineConfig({
  resolve: { conditions: [...conditions, "module", "node", "development|production"] },
  ssr: { resolve: { conditions: [...conditions, "module", "node", "development|production"] } },
  test: {
    include: ["{packages,dialects,apps,tools,bench,examples}/**/*.test.{ts,tsx}"],
    exclude: ["**/node_modules/**", "**/dist/**", "**/*.package.test.ts"],
    // Threads and processes that a test starts enter packages by their TypeScript too.
    execArgv: ["--conditions=naru-source", "--disable-warning=ExperimentalWarning"],
    setupFiles: ["tools/test/property-seed.ts"],
    // Every core: one less, the default, would be one of two, and many tests wait for servers and threads.
    maxWorkers: "100%",
    // A loaded machine must not fail what is right.
    expect: { poll: { timeout: 20_000 } },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
