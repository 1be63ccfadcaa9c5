import { NotFoundError } from "@naru/base";
import type { BackendStatus } from "@naru/dialect";
import { CachedTexts, type Route, shortened } from "@naru/dialect/http";
import { type Media, mediaType } from "./media.ts";
import { type SapiCall, sapi } from "./router.ts";
import { definitionOf, filtered, moving, readFilter, type Solver, solvers } from "./solvers/index.ts";

export const solverRoutes: readonly Route[] = [
  sapi("GET", "/solvers/remote", async (call) =>
    definitions(call, "solver-definition-list", await statuses(call), (list) => list),
  ),
  sapi("GET", "/solvers/remote/{name}", async (call) => {
    const { name = "" } = call.params;
    const asked = (await statuses(call)).filter(({ solver }) => solver.name === name);
    if (asked.length === 0) throw new NotFoundError("backend", shortened(name));
    return definitions(call, "solver-definition", asked, ([only]) => only);
  }),
];

interface SolverNow {
  readonly solver: Solver;
  readonly status: BackendStatus;
}

async function statuses({ cloud }: SapiCall): Promise<SolverNow[]> {
  const known = new Map((await cloud.backends()).map((status) => [status.spec.name, status]));
  return solvers.flatMap((solver) => {
    const status = known.get(solver.name);
    return status && status.state !== "retired" ? [{ solver, status }] : [];
  });
}

/** The client asks with each start; a minute old is young enough, and then it may ask whether anything changed. */
const caching = { "cache-control": "private, max-age=60", vary: "accept, x-auth-token, accept-encoding" };

/** Texts kept, of up to 1.5 MB: everything, each solver, and what other clients leave out. */
const texts = new CachedTexts(16);

function definitions(
  { request, query, spelling }: SapiCall,
  media: Media,
  asked: readonly SolverNow[],
  shape: (list: readonly unknown[]) => unknown,
): Promise<Response> {
  const filterText = query.get("filter");
  const filter = readFilter(filterText);
  const now = asked.map(({ solver, status }) => [solver.name, filtered(moving(status), filter)]);
  const name = JSON.stringify([media, spelling, filterText, now]);
  const write = () => {
    const list = asked.map(({ solver, status }) => filtered(definitionOf(solver, status, spelling), filter));
    return JSON.stringify(shape(list));
  };
  return texts.answer(request, name, write, { "content-type": mediaType(media, spelling), ...caching });
}
