import type { BackendView, JobView } from "@naru/sdk";
import { useState } from "react";
import { useText } from "../../language/index.ts";
import { Empty } from "../../parts/empty/empty.tsx";
import { Link } from "../../routing/index.ts";
import { useSession } from "../../session/index.ts";
import { text } from "./text.ts";
import { TryForm } from "./try-form.tsx";
import { TryOutcome } from "./try-outcome.tsx";

/** A small program to run without leaving the page. */
export function TryIt({ backends }: { backends: readonly BackendView[] }) {
  const t = useText(text);
  const { key } = useSession();
  const [job, setJob] = useState<JobView | null>(null);
  if (key === null) {
    return (
      <Empty
        title={t.trySignIn}
        actions={
          <Link to="/sign-in" className="button button-primary">
            {t.signIn}
          </Link>
        }
      >
        {t.trySignInBody}
      </Empty>
    );
  }
  return (
    <div className="home-try">
      <TryForm backends={backends} onSubmitted={setJob} />
      <section className="home-outcome" aria-label={t.outcome}>
        {job ? <TryOutcome key={job.id} id={job.id} /> : <p className="soft">{t.waiting}</p>}
      </section>
    </div>
  );
}
