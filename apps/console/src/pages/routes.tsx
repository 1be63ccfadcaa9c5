import { lazy, type ReactNode, Suspense } from "react";
import { Waiting } from "../parts/waiting/waiting.tsx";
import { matchPath } from "../routing/index.ts";
import { HomePage } from "./home/page.tsx";
import { JobsPage } from "./jobs/page.tsx";
import { KeysPage } from "./keys/page.tsx";
import { NotFoundPage } from "./not-found/page.tsx";
import { SignInPage } from "./sign-in/page.tsx";

const later = () => import("./later.ts");
const BackendPage = lazy(async () => ({ default: (await later()).BackendPage }));
const JobPage = lazy(async () => ({ default: (await later()).JobPage }));

interface Route {
  readonly path: string;
  /** Shown to those who are signed in; others are asked to sign in at the same address. */
  readonly needsKey: boolean;
  page(parameters: Readonly<Record<string, string>>): ReactNode;
}

/** Every page of the console, one line each. A key makes another thing another page, with its own state. */
const routes: readonly Route[] = [
  { path: "/", needsKey: false, page: () => <HomePage /> },
  { path: "/backends/:name", needsKey: false, page: ({ name = "" }) => <BackendPage key={name} name={name} /> },
  { path: "/jobs", needsKey: true, page: () => <JobsPage /> },
  { path: "/jobs/:id", needsKey: true, page: ({ id = "" }) => <JobPage key={id} id={id} /> },
  { path: "/keys", needsKey: true, page: () => <KeysPage /> },
  { path: "/sign-in", needsKey: true, page: () => <HomePage /> },
];

/** The page at `path`, for somebody who is signed in or not. */
export function pageAt(path: string, isSignedIn: boolean): ReactNode {
  for (const route of routes) {
    const parameters = matchPath(route.path, path);
    if (!parameters) continue;
    if (route.needsKey && !isSignedIn) return <SignInPage key={path} />;
    return <Suspense fallback={<Arriving />}>{route.page(parameters)}</Suspense>;
  }
  return <NotFoundPage key={path} />;
}

/** While a page's own file comes. */
const Arriving = () => (
  <main id="main" className="page">
    <Waiting lines={8} />
  </main>
);
