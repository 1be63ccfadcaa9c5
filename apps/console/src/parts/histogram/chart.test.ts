import { expect, test } from "vitest";
import { topOfScale } from "./chart.tsx";

test("the scale ends at a round share that holds the tallest bar, and never above the whole", () => {
  expect([0.503, 0.5, 0.26, 0.0312, 0.97, 1, 0].map(topOfScale)).toEqual([0.6, 0.5, 0.3, 0.04, 1, 1, 1]);
});
