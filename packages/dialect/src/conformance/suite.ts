import { errorCodes, NaruError, UnsupportedError } from "@naru/base";
import { type Outcome, sampleOf, samplesOf, type Workload } from "@naru/workload";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Cloud } from "../dialect.ts";
import { type MemoryCloud, memoryCloud } from "../memory-cloud.ts";
import { everyZero, scriptedBackend } from "../scripted-backend.ts";
import { anyLost, anySpoiled } from "./fuzz.ts";
import type { Circuit, DialectSubject, WireRequest } from "./subject.ts";

/** An id of the right form that nothing has. */
const unknownId = "01900000-0000-7000-8000-000000000000";

/** What every dialect promises. Call it in a test file of the dialect, with what the suite must know of its words. */
export function dialectConformance(subject: DialectSubject): void {
  const { dialect } = subject;

  describe(`the dialect ${dialect.vendor}`, () => {
    test("owns paths that do not overlap", () => {
      const prefixes = [...dialect.prefixes, ...(dialect.hostPrefixes ?? [])];
      expect(overlapping(prefixes)).toEqual([]);
      for (const prefix of prefixes) expect(prefix).toMatch(/^(\/[a-z0-9._-]+)+$/i);
    });

    test("declares backends whose figures make sense", () => {
      const names = dialect.backends.map(({ spec }) => spec.name);
      expect(new Set(names).size).toBe(names.length);
      for (const model of dialect.backends) expectSensible(model, dialect.vendor);
    });

    test.each(subject.roundTrips.map((pair) => [pair.name, pair] as const))(
      "%s read back as they were written",
      (_, pair) => pair.check((read, written) => expect(read).toEqual(written)),
    );

    test("keeps the order of bits", async () => {
      const outcomeOf = (workload: Workload) => subject.outcome?.(workload) ?? showFlips(workload);
      const { send, cloud } = open(subject, memoryCloud({ backends: backendsOf(subject, outcomeOf) }));
      const id = await submitted(subject, send, flips(3, [0, 1]));
      const answer = await send(subject.result(id), cloud.keys.first);
      const [[bits, share] = []] = [...subject.shares(await answer.json())];
      expect(bits).toBe("011");
      expect(share).toBeGreaterThan(0);
    });

    test("turns units once", async () => {
      for (const { request, operations } of subject.units ?? []) {
        const { send, cloud } = open(subject);
        const answer = await send(request, cloud.keys.first);
        expect(answer.status).toBeLessThan(300);
        const [order] = cloud.orders;
        const read = order ? samplesOf(order.workload).circuits[0]?.operations : [];
        expect(read).toEqual(operations.map((operation) => expectClose(operation)));
      }
    });

    test.each(errorCodes)("answers %s in the vendor's shape", async (code) => {
      const error = new NaruError(code, "What happened and what to do.", { limit: 1 });
      await expectRefusal(subject, dialect.refuse(error));
      const { send, cloud } = open(subject, broken(error));
      await expectRefusal(subject, await send(subject.job(unknownId), cloud.keys.first));
    });

    test("answers a bug in the vendor's shape, tells it to the service and not to the caller", async () => {
      const { send, cloud, bugs } = open(subject, broken(new Error("the inside of the service")));
      const answer = await send(subject.job(unknownId), cloud.keys.first);
      expect(answer.status).toBe(500);
      const text = await answer.text();
      expect(text).not.toContain("inside");
      subject.expectError(500, JSON.parse(text));
      expect(bugs).toHaveLength(1);
    });

    test("answers a job of another project like a job that is not there", async () => {
      const { send, cloud } = open(subject);
      const id = await submitted(subject, send, flips(1, []));
      for (const request of [subject.job, subject.result]) {
        const [foreign, missing] = [
          await send(request(id), cloud.keys.second),
          await send(request(unknownId), cloud.keys.second),
        ];
        expect(foreign.status).toBe(missing.status);
        const texts = [(await foreign.text()).replaceAll(id, ""), (await missing.text()).replaceAll(unknownId, "")];
        expect(texts[0]).toBe(texts[1]);
        subject.expectError(foreign.status, await (await send(request(id), cloud.keys.second)).json());
      }
    });

    test("asks for a key wherever the vendor does", async () => {
      const { send } = open(subject);
      for (const request of subject.recorded) {
        for (const key of [null, "no-such-key"]) {
          const answer = await send(request, key);
          if (subject.isOpen(request)) expect(answer.status, request.path).not.toBe(401);
          else expect([request.path, answer.status]).toEqual([request.path, 401]);
        }
      }
    });

    test.runIf(subject.anyEcho)("gives the caller's own field back unchanged", async () => {
      const { send, cloud } = open(subject);
      const { anyEcho = fc.constant({}) } = subject;
      await fc.assert(
        fc.asyncProperty(anyEcho, async (echo) => {
          const id = await submitted(subject, send, flips(1, []), echo);
          const answer = await send(subject.job(id), cloud.keys.first);
          expect(subject.echo?.(await answer.json())).toEqual(echo);
        }),
        { numRuns: 50 },
      );
    });

    test.each([
      ["spoiled bodies", anySpoiled],
      ["lost paths", anyLost],
    ] as const)("takes no harm from %s", async (_, anyRequest) => {
      const { send, cloud, bugs } = open(subject);
      await fc.assert(
        fc.asyncProperty(anyRequest(subject.recorded), async (request) => {
          const answer = await send(request, cloud.keys.first);
          expect(bugs).toEqual([]);
          expect(answer.status).toBeLessThan(500);
          const text = await answer.text();
          if (answer.status >= 400) subject.expectError(answer.status, JSON.parse(text));
        }),
        { numRuns: 300 },
      );
    });
  });
}

/** Pairs of path prefixes of which one lies within the other; of one dialect, or of all that share an origin. */
export function overlapping(prefixes: readonly string[]): [string, string][] {
  return prefixes.flatMap((a, i) =>
    prefixes
      .slice(i + 1)
      .flatMap((b): [string, string][] => (`${a}/`.startsWith(`${b}/`) || `${b}/`.startsWith(`${a}/`) ? [[a, b]] : [])),
  );
}

type Send = (request: WireRequest, key: string | null) => Promise<Response>;

/** The dialect on a cloud in memory, with what it reported as bugs. */
function open(subject: DialectSubject, cloud: MemoryCloud = memoryCloud({ backends: backendsOf(subject, everyZero) })) {
  const bugs: unknown[] = [];
  const handle = subject.dialect.serve(cloud, (bug) => bugs.push(bug));
  const send: Send = async ({ method, path, body, headers = {} }, key) => {
    const carriesBody = body !== undefined && method !== "GET";
    const request = new Request(`http://naru.test${path}`, {
      method,
      headers: { ...headers, ...(key !== null && subject.headers(key)) },
      ...(carriesBody && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    return handle(request);
  };
  return { cloud, send, bugs };
}

const backendsOf = ({ dialect }: DialectSubject, run: (workload: Workload) => Outcome) =>
  dialect.backends.map(({ spec }) => scriptedBackend(spec, run));

async function submitted(subject: DialectSubject, send: Send, circuit: Circuit, echo = {}): Promise<string> {
  const answer = await send(subject.submit(circuit, echo), "key-of-first-project");
  const body: unknown = await answer.json();
  expect(answer.status, JSON.stringify(body)).toBeLessThan(300);
  return subject.jobId(body);
}

/** A circuit that turns some qubits from 0 to 1. */
const flips = (qubitCount: number, qubits: readonly number[]): Circuit => ({
  qubitCount,
  clbitCount: 0,
  operations: qubits.map((qubit) => ({ kind: "gate", gate: "x", qubits: [qubit] })),
});

/** Outcomes of circuits that hold nothing but X gates: which qubits were flipped. */
function showFlips(workload: Workload): Outcome {
  const outcome = sampleOf(everyZero(workload));
  const { circuits: programs } = samplesOf(workload);
  const circuits = outcome.circuits.map((circuit, k) => {
    let flipped = 0;
    for (const operation of programs[k]?.operations ?? []) {
      if (operation.kind === "measure") continue;
      if (operation.kind !== "gate" || operation.gate !== "x") throw new UnsupportedError("X gates only.");
      flipped ^= 1 << (operation.qubits[0] ?? 0);
    }
    const bits = flipped.toString(2).padStart(circuit.bitCount, "0");
    return {
      ...circuit,
      counts: new Map([[bits, circuit.shots]]),
      ...(circuit.probabilities && {
        probabilities: { outcomes: Float64Array.of(flipped), values: Float64Array.of(1) },
      }),
    };
  });
  return { ...outcome, circuits };
}

/** A cloud that knows its callers and fails at everything else. */
function broken(thrown: Error): MemoryCloud {
  const whole = memoryCloud({ backends: [] });
  const fail = async () => {
    throw thrown;
  };
  const methods = ["job", "jobs", "outcome", "order", "submit", "cancel", "remove"] as const satisfies (keyof Cloud)[];
  return Object.assign(whole, Object.fromEntries(methods.map((name) => [name, fail])));
}

async function expectRefusal(subject: DialectSubject, answer: Response): Promise<void> {
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.headers.get("content-type")).toContain("json");
  subject.expectError(answer.status, await answer.json());
}

/** Angles within rounding; everything else exactly. */
function expectClose(operation: object): object {
  if (!("params" in operation)) return operation;
  return { ...operation, params: (operation.params as number[]).map((angle) => expect.closeTo(angle, 12)) };
}

function expectSensible(
  { spec, noise, ownNoise }: DialectSubject["dialect"]["backends"][number],
  vendor: string,
): void {
  expect(spec.vendor).toBe(vendor);
  if (spec.kind !== "hybrid") expect(spec.qubitCount).toBeGreaterThan(0);
  expect(spec.description.ko).toMatch(/[가-힣]/);
  expect(spec.description.en).not.toBe("");
  for (const name of [...spec.noiseModels, ...(ownNoise === null ? [] : [ownNoise])])
    expect(noise).toHaveProperty([name]);
  for (const { oneQubitRate, twoQubitRate, readoutError } of Object.values(noise)) {
    for (const rate of [oneQubitRate, twoQubitRate, readoutError]) {
      expect(rate).toBeGreaterThanOrEqual(0);
      expect(rate).toBeLessThan(0.5);
    }
  }
  if (spec.kind === "emulated_qpu") expect(spec.calibration?.source).toBeTruthy();
}
