import { expect, test } from "vitest";
import { matchPath } from "./match.ts";

test("a path without parameters matches itself alone, with or without a last slash", () => {
  expect(matchPath("/jobs", "/jobs/")).toEqual({});
  expect(matchPath("/", "/")).toEqual({});
  expect(matchPath("/jobs", "/keys")).toBeNull();
  expect(matchPath("/jobs", "/jobs/1")).toBeNull();
});

test("a parameter is one decoded segment", () => {
  expect(matchPath("/backends/:name", "/backends/qpu.aria-1")).toEqual({ name: "qpu.aria-1" });
  expect(matchPath("/backends/:name", "/backends/a%2Fb")).toEqual({ name: "a/b" });
  expect(matchPath("/backends/:name", "/backends")).toBeNull();
});

test("a badly encoded segment is no page, not a crash", () => {
  expect(matchPath("/jobs/:id", "/jobs/%E0%A4%A")).toBeNull();
});
