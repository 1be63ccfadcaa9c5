import { expect, test } from "vitest";
import { overlapping } from "./suite.ts";

test("paths overlap when one lies within another, and not when they only begin alike", () => {
  expect(overlapping(["/v0.4", "/v0.3", "/v0.40"])).toEqual([]);
  expect(overlapping(["/api/v1/jobs", "/api/v1"])).toEqual([["/api/v1/jobs", "/api/v1"]]);
  expect(overlapping(["/a", "/a"])).toEqual([["/a", "/a"]]);
});
