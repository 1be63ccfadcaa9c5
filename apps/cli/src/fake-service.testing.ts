import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Shell } from "./shell.ts";

export interface Asked {
  readonly method: string;
  /** Path with query, below `/naru/v1`. */
  readonly path: string;
  readonly key: string | undefined;
  readonly body: unknown;
}

/** What to answer: a body, or a status with one. Undefined is a 404. */
export type Answers = (asked: Asked) => unknown;

/** A service on a free port that answers as told, and remembers what it was asked. For tests of the commands. */
export async function fakeService(answers: Answers) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const one: Asked = {
      method: request.method ?? "",
      path: (request.url ?? "").replace("/naru/v1", ""),
      key: request.headers.authorization?.replace("Bearer ", ""),
      body: await bodyOf(request),
    };
    asked.push(one);
    const answer = answers(one);
    const refusal = answer instanceof Refusal ? answer : answer === undefined ? notThere : null;
    response.writeHead(refusal?.status ?? 200, { "content-type": "application/json" });
    response.end(JSON.stringify(refusal ? { error: refusal.error } : answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin, asked, stop: () => new Promise((resolve) => server.close(resolve)) };
}

export class Refusal {
  readonly status: number;
  readonly error: { readonly code: string; readonly message: string; readonly details: object };

  constructor(status: number, code: string, message: string) {
    this.status = status;
    this.error = { code, message, details: {} };
  }
}

const notThere = new Refusal(404, "not_found", "There is no such thing.");

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text === "" ? undefined : JSON.parse(text);
}

/** A shell without colour that keeps what was printed. */
export function recordingShell(change: Partial<Shell> = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const shell: Shell = {
    env: {},
    cwd: process.cwd(),
    home: "/",
    language: "en",
    width: 80,
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    paint: (_, text) => text,
    ...change,
  };
  return { shell, out, err };
}
