import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { LiveProvider } from "./data/index.ts";
import { LanguageProvider } from "./language/index.ts";
import { SessionProvider } from "./session/index.ts";
import { Shell } from "./shell/shell.tsx";
import "./design/tokens.css";
import "./design/base.css";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root.");

// A page that was opened before the service was renewed names files that are gone; the new page names the new ones.
addEventListener("vite:preloadError", () => location.reload());

createRoot(root).render(
  <StrictMode>
    <LanguageProvider>
      <SessionProvider>
        <LiveProvider>
          <Shell />
        </LiveProvider>
      </SessionProvider>
    </LanguageProvider>
  </StrictMode>,
);
