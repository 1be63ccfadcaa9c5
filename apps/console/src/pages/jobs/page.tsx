import { type JobState, jobStates } from "@naru/sdk";
import { useText } from "../../language/index.ts";
import { Empty } from "../../parts/empty/empty.tsx";
import { Failure } from "../../parts/failure/failure.tsx";
import { useStateNames } from "../../parts/job-state/job-state.tsx";
import { Page } from "../../parts/page/page.tsx";
import { Waiting } from "../../parts/waiting/waiting.tsx";
import { Link, navigate, useLocation } from "../../routing/index.ts";
import { JobTable } from "./job-table.tsx";
import { text } from "./text.ts";
import { useJobs } from "./use-jobs.ts";
import "./jobs.css";

/** The filter and the place in the list are in the address, so that they can be kept, sent and gone back to. */
export function JobsPage() {
  const t = useText(text);
  const names = useStateNames();
  const { query } = useLocation();
  const state = jobStates.find((each) => each === query.get("state")) ?? null;
  const after = query.get("after");
  const page = useJobs(state, after);

  return (
    <Page
      title={t.title}
      lead={t.lead}
      actions={
        <Link to="/#try" className="button button-plain">
          {t.run}
        </Link>
      }
    >
      <div className="jobs-filter">
        <label htmlFor="jobs-state">{t.filter}</label>
        <select
          id="jobs-state"
          className="select"
          value={state ?? ""}
          onChange={(event) => navigate(addressOf(event.target.value as JobState | "", null))}
        >
          <option value="">{t.all}</option>
          {jobStates.map((each) => (
            <option key={each} value={each}>
              {names[each]}
            </option>
          ))}
        </select>
      </div>
      {page.state === "loading" && <Waiting lines={8} />}
      {page.state === "failed" && <Failure error={page.error} retry={page.retry} />}
      {page.state === "ready" && (
        <>
          {page.value.jobs.length > 0 ? <JobTable jobs={page.value.jobs} /> : <NoJobs state={state} after={after} />}
          <nav className="jobs-pages" aria-label={t.pages}>
            {after && (
              <Link to={addressOf(state ?? "", null)} className="button button-plain">
                {t.newest}
              </Link>
            )}
            {page.value.next && (
              <Link to={addressOf(state ?? "", page.value.next)} className="button button-plain">
                {t.older}
              </Link>
            )}
          </nav>
        </>
      )}
    </Page>
  );
}

/** Nothing to list: because of the filter, because the list ended, or because nothing was ever submitted. */
function NoJobs({ state, after }: { state: JobState | null; after: string | null }) {
  const t = useText(text);
  const names = useStateNames();
  if (after) return <Empty title={t.emptyPage} />;
  if (state) {
    return (
      <Empty
        title={t.emptyFiltered(names[state])}
        actions={
          <Link to="/jobs" className="button button-plain">
            {t.showAll}
          </Link>
        }
      />
    );
  }
  return (
    <Empty
      title={t.empty}
      actions={
        <>
          <Link to="/#try" className="button button-primary">
            {t.run}
          </Link>
          <Link to="/#connect" className="button button-plain">
            {t.connect}
          </Link>
        </>
      }
    >
      {t.emptyBody}
    </Empty>
  );
}

function addressOf(state: JobState | "", after: string | null): string {
  const query = new URLSearchParams({ ...(state && { state }), ...(after && { after }) }).toString();
  return query ? `/jobs?${query}` : "/jobs";
}
