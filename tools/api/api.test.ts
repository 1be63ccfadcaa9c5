import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { apiPages, folder, missingNames } from "./api.ts";
import { readDeclarations } from "./declarations.ts";
import { pages } from "./pages.ts";

describe("docs/api/engine", () => {
  test("is what the code says; `npm run api` writes it anew", () => {
    const written = new Map(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), "utf8")]));
    expect(written).toEqual(apiPages());
  });

  test("shows everything that the engine's doors export, each name once", () => {
    expect(missingNames()).toEqual([]);
    const names = pages.flatMap(({ shows }) => shows.flatMap(([, some]) => some));
    expect(names).toEqual([...new Set(names)]);
  });
});

test("declarations are told apart by brackets, whatever their comments say", () => {
  const { own, passedOn, opening } = readDeclarations(
    [
      "/** What it is (all of it. */",
      'export { a, type B as C } from "./x.ts";',
      "/** One } of two. */",
      "export declare class Thing {",
      "    #private;",
      "    private constructor();",
      "    /** Not the end: }; */",
      '    readonly kind: "};";',
      "}",
      "/** Either. */",
      "export type Either = ",
      "/** This { */",
      "{",
      "    readonly a: number;",
      "}",
      "/** That. */",
      " | string;",
      "declare const hidden: (x: number) => void;",
    ].join("\n"),
  );
  expect(opening).toBe("What it is (all of it.");
  expect([...own.keys()]).toEqual(["Thing", "Either", "hidden"]);
  expect(own.get("Thing")).toEqual({
    name: "Thing",
    kind: "class",
    doc: "One } of two.",
    code: 'class Thing {\n  /** Not the end: }; */\n  readonly kind: "};";\n}',
  });
  expect(own.get("Either")?.code).toContain("/** That. */\n | string;");
  expect(passedOn.get("C")).toEqual({ from: "./x.ts", name: "B" });
});
