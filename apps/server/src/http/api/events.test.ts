import { EventEmitter } from "node:events";
import type { ProjectId } from "@naru/base";
import { UnauthenticatedError } from "@naru/base";
import type { FastifyReply } from "fastify";
import { afterEach, expect, test, vi } from "vitest";
import { openEventStreams } from "./events.ts";

afterEach(() => void vi.useRealTimers());

test("a stream ends at the keep-alive after its key has expired", async () => {
  vi.useFakeTimers();
  const stream = Object.assign(new EventEmitter(), { writeHead: vi.fn(), write: vi.fn(), end: vi.fn() });
  const reply = { hijack: vi.fn(), raw: stream } as unknown as FastifyReply;
  const bus = { publish: vi.fn(), subscribe: () => vi.fn(), stop: vi.fn() };
  let isExpired = false;
  const authenticate = async () => {
    if (isExpired) throw new UnauthenticatedError();
  };
  openEventStreams({ bus, auth: { onRevoked: () => vi.fn() } }, 1000).open(reply, "p" as ProjectId, authenticate);
  await vi.advanceTimersByTimeAsync(3000);
  expect(stream.end).not.toHaveBeenCalled();
  isExpired = true;
  await vi.advanceTimersByTimeAsync(1000);
  expect(stream.end).toHaveBeenCalledOnce();
  const written = stream.write.mock.calls.length;
  await vi.advanceTimersByTimeAsync(5000);
  expect(stream.write).toHaveBeenCalledTimes(written);
});
