import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { handOver, handOverTo } from "./hand-over.mjs";

const here = new URL("./hand-over.mjs", import.meta.url).href;

/** A process that hands over to Node running `program`. */
function handingOver(program: string): ChildProcess {
  const script = `import { handOver } from ${JSON.stringify(here)};
    process.exitCode = await handOver(process.execPath, ["-e", ${JSON.stringify(program)}]);`;
  return spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["pipe", "pipe", "inherit"] });
}

test.each([0, 1, 7, 42])("exit status %i comes back as it is", async (status) => {
  expect(await handOver(process.execPath, ["-e", `process.exit(${status})`])).toBe(status);
});

test("a child that a signal ended has the status a shell gives it", async () => {
  expect(await handOver(process.execPath, ["-e", "process.kill(process.pid, 'SIGKILL')"])).toBe(128 + 9);
});

test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
  "%s goes to the child, whose answer is the status",
  async (signal) => {
    const parent = handingOver(`
    process.on("${signal}", () => { console.log("heard"); process.exit(5); });
    console.log("ready");
    setInterval(() => {}, 1000);`);
    let printed = "";
    parent.stdout?.on("data", (chunk: Buffer) => {
      printed += chunk;
      if (printed === "ready\n") parent.kill(signal);
    });
    const [status] = await once(parent, "close");
    expect(printed).toBe("ready\nheard\n");
    expect(status).toBe(5);
  },
);

test("standard input reaches the child", async () => {
  const parent = handingOver("process.stdin.pipe(process.stdout)");
  parent.stdin?.end("passed through");
  let printed = "";
  parent.stdout?.on("data", (chunk: Buffer) => {
    printed += chunk;
  });
  await once(parent, "close");
  expect(printed).toBe("passed through");
});

test("a runtime that does not start is explained", async () => {
  await expect(handOverTo({ path: "/nowhere/node" }, [], "en")).rejects.toThrow(
    /cannot be started.*\n.*Install Node\.js 24/,
  );
  await expect(handOverTo({ path: "/nowhere/node" }, [], "ko")).rejects.toThrow(/설치하십시오/);
});
