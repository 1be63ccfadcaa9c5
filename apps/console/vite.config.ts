import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const server = process.env.NARU_URL ?? "http://127.0.0.1:8787";

export default defineConfig(({ command }) => {
  // A build is what users get, whoever asks for it: with a test runner's NODE_ENV, React would bring its development half.
  if (command === "build") process.env.NODE_ENV = "production";
  return {
    root: fileURLToPath(new URL(".", import.meta.url)),
    plugins: [react()],
    // The other workspaces are read as TypeScript, so the console builds without building them first.
    resolve: { conditions: ["naru-source", "module", "browser", "production"] },
    build: {
      outDir: fileURLToPath(new URL("../server/public", import.meta.url)),
      emptyOutDir: true,
      target: "es2023",
      // The server's content policy allows files of this origin alone: nothing becomes a data: address or inline script.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: true,
    },
    server: {
      host: "127.0.0.1",
      port: 5173,
      proxy: Object.fromEntries(["/naru", "/docs", "/openapi.json", "/healthz"].map((path) => [path, server])),
    },
  };
});
