import { expect, test } from "vitest";
import { closest } from "./closest.ts";

test("the nearest name within two letters is meant", () => {
  expect(closest("cnott", ["cx", "cnot", "not"])).toBe("cnot");
  expect(closest("H", ["h", "x"])).toBe("h");
  expect(closest("swpa", ["swap", "s"])).toBe("swap");
});

test("a word that is near to nothing means nothing", () => {
  expect(closest("teleport", ["x", "swap"])).toBeNull();
  expect(closest("q", ["x"])).toBeNull();
  expect(closest("x".repeat(65), ["x".repeat(64)])).toBeNull();
});
