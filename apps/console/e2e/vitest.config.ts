import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  resolve: { conditions: ["naru-source", "module", "node", "development|production"] },
  ssr: { resolve: { conditions: ["naru-source", "module", "node", "development|production"] } },
  test: {
    include: ["*.e2e.ts"],
    // One server and one browser for all; the tests of a file follow one another as a visit does.
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 120_000,
  },
});
