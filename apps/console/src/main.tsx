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

// Files that come later cannot be had: the service was renewed, and the new page names others, or it is away, and the
// browser says so at the address that was asked for. Where that did not help, it is tried again every ten seconds.
const reloadedAt = "naru.reloadedAt";
addEventListener("vite:preloadError", () => {
  const helpedNot = Date.now() - Number(sessionStorage.getItem(reloadedAt)) < 60_000;
  sessionStorage.setItem(reloadedAt, String(Date.now()));
  setTimeout(() => location.reload(), helpedNot ? 10_000 : 0);
});

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
