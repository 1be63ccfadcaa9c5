import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  resolve: { conditions: ["naru-source", "module", "node", "development|production"] },
  ssr: { resolve: { conditions: ["naru-source", "module", "node", "development|production"] } },
  test: {
    include: ["*.e2e.ts"],
    execArgv: ["--conditions=naru-source", "--disable-warning=ExperimentalWarning"],
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 120_000,
  },
});
