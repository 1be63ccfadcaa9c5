import fc from "fast-check";
import { expect, test } from "vitest";
import { honest, lineOf, readLine, sum } from "./tally.ts";

const anyTally = fc.record({ passed: fc.nat(), failed: fc.nat(), skipped: fc.nat() });

test("a tally reads back from its own line, whatever was printed around it", () => {
  fc.assert(
    fc.property(anyTally, anyTally, (earlier, last) => {
      expect(readLine(`${lineOf(earlier)}\nwords 3 passed\n${lineOf(last)}\n`)).toEqual(last);
    }),
  );
});

test("words that only resemble a tally are not one", () => {
  expect(readLine("12 passed in 3.2s\nTests 3 passed | 1 failed\n")).toBeNull();
});

test("sums add each count by itself", () => {
  const all = [
    { passed: 3, failed: 0, skipped: 1 },
    { passed: 4, failed: 2, skipped: 0 },
  ];
  expect(sum(all)).toEqual({ passed: 7, failed: 2, skipped: 1 });
  expect(sum([])).toEqual({ passed: 0, failed: 0, skipped: 0 });
});

test("a crash after passing tests, a report without tests and a missing report count as one failure", () => {
  expect(honest({ passed: 5, failed: 0, skipped: 0 }, 1).failed).toBe(1);
  expect(honest({ passed: 0, failed: 0, skipped: 0 }, 0).failed).toBe(1);
  expect(honest(null, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test("a truthful report stays as it is", () => {
  expect(honest({ passed: 5, failed: 2, skipped: 1 }, 1)).toEqual({ passed: 5, failed: 2, skipped: 1 });
  expect(honest({ passed: 0, failed: 0, skipped: 1 }, 0)).toEqual({ passed: 0, failed: 0, skipped: 1 });
});
