import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { barChart } from "./bar-chart.ts";
import { durationText } from "./format.ts";
import { displayWidth, padEnd, table } from "./table.ts";

describe("a table", () => {
  test("pads by columns of the terminal, in which Korean letters take two", () => {
    expect(displayWidth("작업 job")).toBe(8);
    expect(
      table(
        ["이름", "N"],
        [
          ["큐비트", "2"],
          ["shots", "1000"],
        ],
      ),
    ).toEqual(["이름       N", "큐비트     2", "shots   1000"]);
  });

  test("ends no line with spaces", () => {
    expect(table(["A", "B"], [["x", ""]])).toEqual(["A  B", "x"]);
  });

  test("a padded text has the width that was asked for", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "나", "루", "9") }), (text) => {
        expect(displayWidth(padEnd(text, 40))).toBe(Math.max(40, displayWidth(text)));
      }),
    );
  });
});

describe("a bar chart", () => {
  test("draws the largest in full, the others in proportion, and shows whatever is not zero", () => {
    const [zero, one, two] = barChart(
      [
        { label: "00", value: 0 },
        { label: "01", value: 1 },
        { label: "11", value: 999 },
      ],
      1000,
      80,
    );
    expect(zero).toBe("00    0    0.0%");
    expect(one).toBe("01    1    0.1%  ▏");
    expect(two).toBe(`11  999   99.9%  ${"█".repeat(60)}`);
  });

  test("fits the terminal", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000_000), { minLength: 1 }), fc.integer({ min: 40, max: 200 }), (values, width) => {
        const bars = values.map((value, index) => ({ label: index.toString(2).padStart(8, "0"), value }));
        for (const line of barChart(
          bars,
          values.reduce((a, b) => a + b, 0),
          width,
        )) {
          expect(displayWidth(line)).toBeLessThanOrEqual(width);
        }
      }),
    );
  });
});

test.each([
  [0, "0 s"],
  [0.2, "1 ms"],
  [345.4, "345 ms"],
  [3400, "3.4 s"],
  [125_000, "2 min 5 s"],
  [3_780_000, "1 h 3 min"],
])("%d ms is written %s", (ms, text) => {
  expect(durationText(ms)).toBe(text);
});
