import { NaruError, UnsupportedError } from "@naru/base";
import { type MemoryCloud, memoryCloud } from "@naru/dialect/conformance";
import type { Workload } from "@naru/workload";
import { afterAll, beforeAll, expect, test } from "vitest";
import { everyShotReads01, scripted } from "../testing/backends.ts";
import { backend } from "../testing/client.ts";
import { expectLike, type Names, renamed } from "../testing/compare.ts";
import { type Exchange, recordedFlows } from "../testing/recorded.ts";
import { crnOf } from "./crn.ts";
import { ibm } from "./index.ts";

/** Flows whose results are of the programs that `sampler/`, `estimator/` and `executor/` test. */
const otherFlows = /^(07|08|09|16|17|18|19)-/;

/** Flows that act on jobs before they run. */
const flowsOnWaitingJobs = ["14-cancel"];

let cloud: MemoryCloud;
let handle: (request: Request) => Promise<Response>;
const names: Names = new Map();
const bugs: unknown[] = [];

beforeAll(async () => {
  // The stand-in failed jobs by their tags.
  const fates = new WeakMap<Workload, readonly string[]>();
  cloud = memoryCloud({
    backends: scripted((workload) => {
      const tags = fates.get(workload) ?? [];
      if (tags.includes("fail")) throw new UnsupportedError("deliberate failure");
      if (tags.includes("toolong")) throw new NaruError("timeout", "The job ran longer than it may.");
      return everyShotReads01(workload);
    }),
  });
  const submit = cloud.submit.bind(cloud);
  cloud.submit = async (caller, order) => {
    fates.set(order.workload, order.tags ?? []);
    return submit(caller, order);
  };
  handle = ibm.serve(cloud, (bug) => bugs.push(bug));
  const own = await cloud.authenticate(cloud.keys.first);
  const recorded = "crn:v1:naru:public:quantum-computing:us-east:a/0123456789abcdef0123456789abcdef";
  names.set(`${recorded}:11111111-2222-4333-8444-555555555555::`, crnOf(own));
  names.set("naru_h7", backend);
  names.set("plan-0001", "naru-project");
  names.set("<api key>", cloud.keys.first);
  names.set("<token>", (await cloud.issueToken(cloud.keys.first)).token);
});

afterAll(() => expect(bugs).toEqual([]));

const flows = recordedFlows().filter(({ name }) => !otherFlows.test(name));

test.each(flows.map((flow) => [flow.name, flow] as const))(
  "%s is answered as the client accepted it",
  async (name, flow) => {
    if (flowsOnWaitingJobs.includes(name)) cloud.pause();
    for (const exchange of flow.exchanges) await replay(exchange);
    await cloud.resume();
  },
);

async function replay({ request, response }: Exchange): Promise<void> {
  const { method, url, headers, json, form } = request;
  const body = form
    ? new URLSearchParams(JSON.parse(renamed(JSON.stringify(form), names))).toString()
    : json === undefined || method === "GET"
      ? undefined
      : renamed(JSON.stringify(json), names);
  const answer = await handle(
    new Request(`http://naru.test${renamed(url, names)}`, {
      method,
      headers: Object.entries(headers).map(([name, value]): [string, string] => [name, renamed(value, names)]),
      ...(body !== undefined && { body }),
    }),
  );
  const text = await answer.text();
  const label = `${method} ${url}: ${text.slice(0, 300)}`;
  if (response.json === undefined && response.text === undefined) {
    // What the stand-in answered with an empty 200 is a 204 here; the client takes both for nothing.
    expect(answer.status, label).toBe(204);
    return;
  }
  expect(answer.status, label).toBe(response.status);
  if (response.text !== undefined) expect(text, label).toMatch(/\S/);
  else expectLike(JSON.parse(text), response.json, names);
}
