import { expect, test } from "vitest";
import { formatsOf } from "./format.ts";

const at = new Date("2026-03-01T15:04:05Z");

test("a moment is told in Seoul's day and hour, with its zone", () => {
  expect(formatsOf("ko").moment(at)).toMatch(/^2026\. 3\. 2\. 00:04:05 (GMT\+9|KST)$/);
  expect(formatsOf("en").moment(at)).toMatch(/^2 Mar 2026 00:04:05 (GMT\+9|KST)$/);
});

test("a duration is told at the scale that people read", () => {
  const en = formatsOf("en");
  expect([3.24, 12, 999.4, 999.6, 3400, 59_960, 125_000, 4_800_000].map(en.duration)).toEqual([
    "3.2 ms",
    "12 ms",
    "999 ms",
    "1 sec",
    "3.4 secs",
    "1 min 0 secs",
    "2 mins 5 secs",
    "1 hr 20 mins",
  ]);
  expect(formatsOf("ko").duration(125_000)).toBe("2분 5초");
});

test("numbers are grouped and parts become percentages", () => {
  expect(formatsOf("ko").number(1_000_000)).toBe("1,000,000");
  expect(formatsOf("en").percent(0.99982)).toBe("99.98%");
  expect(formatsOf("en").microseconds(600)).toBe("600 μs");
});
