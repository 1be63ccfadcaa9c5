import { useText } from "../../language/index.ts";
import { Page } from "../../parts/page/page.tsx";
import { Link } from "../../routing/index.ts";
import { text } from "./text.ts";

export function NotFoundPage() {
  const t = useText(text);
  return (
    <Page title={t.title} lead={t.lead}>
      <div className="page-actions">
        <Link to="/" className="button button-primary">
          {t.home}
        </Link>
        <Link to="/jobs" className="button button-plain">
          {t.jobs}
        </Link>
      </div>
    </Page>
  );
}
