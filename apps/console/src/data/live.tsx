import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef } from "react";
import { useSession } from "../session/index.ts";
import { JobFeed, type News } from "./job-feed.ts";

const FeedContext = createContext<JobFeed | null>(null);

/** Gives everything inside one stream of job events for the one who is signed in. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const { client } = useSession();
  const feed = useMemo(() => new JobFeed(client), [client]);
  return <FeedContext value={feed}>{children}</FeedContext>;
}

/** Calls `listener`, always its newest, with what happens to jobs while `isActive`. */
export function useJobNews(listener: (news: News) => void, isActive = true): void {
  const feed = useContext(FeedContext);
  const newest = useRef(listener);
  useEffect(() => {
    newest.current = listener;
  });
  useEffect(() => (feed && isActive ? feed.listen((news) => newest.current(news)) : undefined), [feed, isActive]);
}
