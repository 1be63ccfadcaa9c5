import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildConsole } from "./console.mjs";

let root = "";
let builds = 0;
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const build = (status = 0) =>
  buildConsole(root, () => {
    builds++;
    if (status === 0) write("apps/server/public/index.html", "<html>");
    return status;
  });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "naru-console-"));
  builds = 0;
  write("apps/console/index.html", "<html>");
  write("apps/console/src/main.tsx", "export {};");
  write("packages/sdk/src/index.ts", "export {};");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("the console is built once", () => {
  expect(build()).toBe("built");
  expect(build()).toBe("unchanged");
  expect(builds).toBe(1);
});

test.each(["apps/console/src/main.tsx", "packages/sdk/src/index.ts", "apps/console/src/pages/new.tsx"])(
  "it is built again after a change of %s",
  (path) => {
    build();
    write(path, "export const changed = 1;");
    expect(build()).toBe("built");
  },
);

test("a change of a test does not build it", () => {
  build();
  write("apps/console/src/main.test.tsx", "changed");
  expect(build()).toBe("unchanged");
});

test("it is built again when the built page is gone", () => {
  build();
  rmSync(join(root, "apps/server/public"), { recursive: true });
  expect(build()).toBe("built");
});

test("a build that fails is tried again", () => {
  expect(build(1)).toBe("failed");
  expect(build()).toBe("built");
});
