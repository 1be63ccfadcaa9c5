import { useText } from "../language/index.ts";
import { pageAt } from "../pages/routes.tsx";
import { Logo } from "../parts/logo/logo.tsx";
import { Link, useLocation } from "../routing/index.ts";
import { useSession } from "../session/index.ts";
import { Account } from "./account.tsx";
import { LanguageSwitch } from "./language-switch.tsx";
import { text } from "./text.ts";
import "./shell.css";

/** What surrounds every page: name, menu, language, who is signed in. */
export function Shell() {
  const t = useText(text);
  const { path } = useLocation();
  const { key } = useSession();
  return (
    <>
      <a className="skip" href="#main">
        {t.skip}
      </a>
      <header className="shell-head">
        <div className="shell-row">
          <Link to="/" className="shell-name">
            <Logo />
            <span>{t.name}</span>
          </Link>
          <nav className="shell-menu" aria-label={t.menu}>
            <Link to="/">{t.home}</Link>
            <Link to="/jobs" aria-current={placeIn("/jobs", path)}>
              {t.jobs}
            </Link>
            <Link to="/keys" aria-current={placeIn("/keys", path)}>
              {t.keys}
            </Link>
          </nav>
          <div className="shell-aside">
            <LanguageSwitch />
            <Account />
          </div>
        </div>
      </header>
      {pageAt(path, key !== null)}
      <footer className="shell-foot">
        <div className="shell-foot-row">
          <span>
            {t.name} · {t.tagline}
          </span>
          <a href="/docs/api">{t.api}</a>
        </div>
      </footer>
    </>
  );
}

/** Whether a part of the menu is where we are: the page itself, or one below it. */
const placeIn = (part: string, path: string): "page" | "true" | undefined =>
  path === part ? "page" : path.startsWith(`${part}/`) ? "true" : undefined;
