import { expect, test } from "vitest";
import { openLog } from "./log.ts";

test("an error is logged with its message and stack, under each name that the service uses", () => {
  const lines: string[] = [];
  const log = openLog("debug", { write: (line) => void lines.push(line) });
  for (const name of ["err", "error", "failure"]) {
    log.warn({ [name]: new Error("the disk is full") }, "something failed");
    const { [name]: written } = JSON.parse(lines.pop() ?? "") as Record<string, { message: string; stack: string }>;
    expect(written?.message).toBe("the disk is full");
    expect(written?.stack).toContain("log.test.ts");
  }
});
