import { seeded } from "@naru/base";
import { expect, test } from "vitest";
import type { HelperThread } from "../../host.ts";
import { nodeHost } from "../../hosts/node.ts";
import { Pacer } from "../../pacer.ts";
import { Arena } from "./arena.ts";
import { Crew } from "./crew.ts";
import type { HelperMessage } from "./helper.ts";
import { KernelLibrary } from "./kernel-library.ts";
import { memoryMap } from "./memory-map.ts";
import type { Round } from "./round.ts";
import { Teamwork } from "./teamwork.ts";

const host = nodeHost();
const geometry = { laneBits: 1, tileBits: 6, runBits: 4 };
const blocks = 16;

/** A helper that does only what a test makes it do. */
class Puppet implements HelperThread {
  isAlive = true;
  readonly messages: HelperMessage[] = [];
  post(message: unknown): void {
    this.messages.push(message as HelperMessage);
  }
  async terminate(): Promise<void> {
    this.isAlive = false;
  }
  /** Takes a task of the batch it was last told of; `end` is how it goes on. */
  take(arena: Arena, end: (teamwork: Teamwork, task: number) => void): void {
    const message = this.messages.findLast(({ kind }) => kind === "work");
    if (message?.kind !== "work") throw new Error("There is no work yet.");
    const teamwork = new Teamwork(arena.views.words, message.map.control, message.batch);
    teamwork.setBusy(1, true);
    const task = teamwork.take(message.rounds.map(({ tasks }) => tasks));
    expect(task).toBeGreaterThanOrEqual(0);
    end(teamwork, task);
  }
}

/** A crew of a leader and a puppet, that sums sixteen blocks of 64 amplitudes. */
function stage(start: () => Promise<Puppet> = async () => new Puppet()) {
  const puppets: Puppet[] = [];
  const startHelper = async () => {
    const puppet = await start();
    puppets.push(puppet);
    return puppet;
  };
  const crew = new Crew({ ...host, startHelper }, 2);
  const arena = new Arena(host);
  const library = new KernelLibrary(host, arena, "double");
  const map = memoryMap("double", geometry, 10, 2);
  arena.reserve(map.end);
  const random = seeded(1);
  for (let i = 0; i < 2 * 1024; i++) arena.views.double[map.state / 8 + i] = random.uniform();
  const all = Array.from({ length: blocks }, (_, block) => block);
  const round: Round = {
    tasks: blocks,
    sums: {
      sources: all.map((block) => map.state + 1024 * block),
      targets: all.map((block) => map.heap + 8 * block),
      blocksOfChunk: 1,
      vectorsOfBlock: 32,
    },
  };
  const run = (advance: (done: number) => void = () => {}, rounds: Round[] = [round]) =>
    crew.run(arena, library, map, rounds, new Pacer(host, {}), () => {}, advance);
  const sums = () => [...arena.views.double.subarray(map.heap / 8, map.heap / 8 + blocks)];
  return { crew, arena, puppets, run, sums };
}

test("a helper that comes too late is not waited for", async () => {
  const { run, sums, puppets } = stage();
  await run();
  expect(sums().every((sum) => sum > 0)).toBe(true);
  expect(puppets[0]?.messages.map(({ kind }) => kind)).toEqual(["begin", "arena", "kernels", "work"]);
});

test("a task that a helper has taken is waited for", async () => {
  const { run, arena, puppets } = stage();
  let isDone = false;
  let taken = 0;
  await run(() => {
    if (taken++ > 0) return;
    puppets[0]?.take(arena, (teamwork) =>
      setTimeout(() => {
        isDone = true;
        teamwork.finish();
      }, 20),
    );
  });
  expect(isDone).toBe(true);
  expect(taken).toBe(blocks - 1);
});

test("a helper that dies over a task fails the batch, and another takes its place", async () => {
  const { run, arena, puppets } = stage();
  let taken = 0;
  const failing = run(() => {
    if (taken++ === 0) puppets[0]?.take(arena, () => puppets[0]?.terminate());
  });
  await expect(failing).rejects.toThrow(/thread of the engine ended/);
  await run();
  expect(puppets.length).toBe(2);
});

test("a helper with a batch that is over finds nothing in the next", async () => {
  const { run, arena, puppets } = stage();
  await run();
  const [old] = puppets[0]?.messages.filter(({ kind }) => kind === "work") ?? [];
  if (old?.kind !== "work") throw new Error("The puppet was told of no work.");
  let looks = 0;
  await run(() => {
    const teamwork = new Teamwork(arena.views.words, old.map.control, old.batch);
    expect(teamwork.isOver).toBe(true);
    expect(teamwork.take([blocks])).toBeLessThan(0);
    looks++;
  });
  expect(looks).toBe(blocks);
});

test("helpers are told when a memory is of no more use", async () => {
  const { run, arena, crew, puppets } = stage();
  await run();
  await crew.forget(arena);
  expect(puppets[0]?.messages.at(-1)).toEqual({ kind: "forget", arena: arena.number });
});

test("a helper that is far behind gets no more batches until it has caught up, so that numbers of batches do not repeat", async () => {
  const { run, puppets } = stage();
  for (let batch = 0; batch < 300; batch++) await run();
  const messages = puppets[0]?.messages ?? [];
  const batchesTold = () => messages.filter(({ kind }) => kind === "work").length;
  const before = batchesTold();
  expect(before).toBeLessThan(256);
  const [begin] = messages;
  if (begin?.kind !== "begin") throw new Error("A helper is told who it is first.");
  Atomics.store(begin.through, 0, before);
  await run();
  expect(batchesTold()).toBe(before + 1);
});

test("where no thread can be started, the calling one does all, and others are tried for a few times", async () => {
  let tried = 0;
  const { crew, arena, run, sums } = stage(async () => {
    tried++;
    throw new Error("No threads here.");
  });
  for (let batch = 0; batch < 20; batch++) await run();
  expect(sums().every((sum) => sum > 0)).toBe(true);
  expect(tried).toBeGreaterThan(1);
  expect(tried).toBeLessThan(20);
  await crew.forget(arena);
  await crew.close();
});
