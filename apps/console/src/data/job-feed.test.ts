import type { JobEvent } from "@naru/sdk";
import { expect, test } from "vitest";
import { JobFeed, type News } from "./job-feed.ts";

const event = (jobId: string): JobEvent => ({ jobId, state: "running", progress: 0 });

/** A service whose every connection plays the next script: events, then an end or a failure or silence. */
function service(scripts: (readonly (JobEvent | "fail" | "stay")[])[]) {
  const client = {
    connections: 0,
    open: 0,
    async *events(options: { signal?: AbortSignal; onOpen?(): void } = {}): AsyncGenerator<JobEvent, void, void> {
      const { signal, onOpen } = options;
      const script = scripts[client.connections++] ?? ["stay"];
      client.open++;
      await Promise.resolve(); // an answer never comes at once
      if (script[0] !== "fail") onOpen?.();
      try {
        for (const step of script) {
          if (step === "fail") throw new Error("down");
          if (step === "stay") await new Promise((resolve) => signal?.addEventListener("abort", resolve));
          else yield step;
        }
      } finally {
        client.open--;
      }
    },
  };
  return client;
}

/** Listens until `count` pieces of news have come. */
const hear = (feed: JobFeed, count: number) =>
  new Promise<News[]>((resolve) => {
    const heard: News[] = [];
    const stop = feed.listen((news) => {
      heard.push(news);
      if (heard.length < count) return;
      stop();
      resolve(heard);
    });
  });

test("all listeners share one connection, and it closes with the last", async () => {
  const client = service([[event("a"), "stay"]]);
  const feed = new JobFeed(client, 1);
  const [first, second] = await Promise.all([hear(feed, 2), hear(feed, 2)]);
  expect(first).toEqual([{ kind: "missed" }, { kind: "event", event: event("a") }]);
  expect(second).toEqual(first);
  await new Promise((resolve) => setTimeout(resolve));
  expect([client.connections, client.open]).toEqual([1, 0]);
});

test("a stream that ends or fails tells listeners to look for themselves, and is opened again", async () => {
  const client = service([[event("a")], ["fail"], [event("b"), "stay"]]);
  const news = await hear(new JobFeed(client, 1), 6);
  expect(news.map((each) => (each.kind === "event" ? each.event.jobId : each.kind))).toEqual([
    "missed", // as the first stream opens
    "a",
    "missed", // as it ends
    "missed", // as the second fails
    "missed", // as the third opens
    "b",
  ]);
});
