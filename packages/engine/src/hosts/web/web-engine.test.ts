import { CancelledError, InvalidInputError, NaruError, TooLargeError, UnsupportedError } from "@naru/base";
import { circuitOf } from "@naru/circuit";
import { expect, test } from "vitest";
import type { FromEngine, ToEngine } from "./messages.ts";
import { WebEngine } from "./web-engine.ts";

/** A worker that notes what it is sent, and answers when it is told to. */
class Puppet {
  readonly sent: ToEngine[] = [];
  isTerminated = false;
  onmessage: ((event: { data: FromEngine }) => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;

  postMessage(message: ToEngine): void {
    this.sent.push(structuredClone(message));
  }
  terminate(): void {
    this.isTerminated = true;
  }
  say(data: FromEngine): void {
    this.onmessage?.({ data });
  }
}

function stage() {
  const puppet = new Puppet();
  return { puppet, engine: new WebEngine(puppet as unknown as ConstructorParameters<typeof WebEngine>[0], 1) };
}
const circuit = circuitOf(1, []);

test("what runs when an engine is closed fails, and so does what is asked later", async () => {
  const { puppet, engine } = stage();
  const running = engine.run(circuit, { seed: 1 });
  await engine.close();
  await expect(running).rejects.toThrow("closed");
  expect(puppet.isTerminated).toBe(true);
  await expect(engine.run(circuit, { seed: 1 })).rejects.toThrow("closed");
  await expect(engine.gradient(circuit, { terms: [] })).rejects.toThrow("closed");
});

test("a worker that ends takes all calls with it, and the next ones say why", async () => {
  const { puppet, engine } = stage();
  const running = engine.run(circuit, { seed: 1 });
  puppet.onerror?.({ message: "out of memory" });
  await expect(running).rejects.toThrow("out of memory");
  expect(puppet.isTerminated).toBe(true);
  await expect(engine.estimate(circuit, { seed: 1 })).rejects.toThrow("out of memory");
});

test("what cannot be sent fails alone", async () => {
  const { puppet, engine } = stage();
  const options = { seed: 1, mps: { maxBond: (() => 1) as unknown as number } };
  await expect(engine.run(circuit, options)).rejects.toThrow();
  const running = engine.estimate(circuit, { seed: 1 });
  const [message] = puppet.sent;
  if (message?.kind !== "call") throw new Error("Nothing was sent.");
  const answer = { method: "tiny", seconds: 1, firstSeconds: 1, bytes: 1, why: "" } as const;
  puppet.say({ kind: "answer", id: message.id, answer });
  expect(await running).toEqual(answer);
});

test.each([
  ["invalid_input", InvalidInputError],
  ["unsupported", UnsupportedError],
  ["too_large", TooLargeError],
  ["cancelled", CancelledError],
  ["simulation_failed", NaruError],
] as const)("an error with the code %s has the class that it has in Node", async (code, kind) => {
  const { puppet, engine } = stage();
  const running = engine.run(circuit, { seed: 1 });
  puppet.say({ kind: "failed", id: 0, failure: { code, message: "No.", details: {} } });
  const error = await running.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(kind);
  expect(error).toMatchObject({ code, message: "No.", name: kind.name });
});

test("a stop that is no signal is passed on while the call runs", async () => {
  const { puppet, engine } = stage();
  const stop = { aborted: false };
  const running = engine.run(circuit, { seed: 1, stop });
  stop.aborted = true;
  await expect.poll(() => puppet.sent.at(-1)).toEqual({ kind: "stop", id: 0 });
  puppet.say({ kind: "failed", id: 0, failure: { code: "cancelled", message: "Stopped.", details: {} } });
  await expect(running).rejects.toThrow(CancelledError);
});
