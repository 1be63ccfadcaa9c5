import { seeded } from "@naru/base";
import { describe, expect, test } from "vitest";
import { deviationsFrom } from "../conformance/compare.ts";
import { ErrorSites, eventOf, siteOf } from "./error-sites.ts";

describe("the next error", () => {
  const channel = { kind: "pauli", probabilities: Float64Array.of(1) } as const;
  const site = (point: number, ...events: number[]) => ({
    ...{ point, qubits: [0], channel },
    events: Float64Array.from(events),
  });
  const sites = new ErrorSites([
    site(0, 0.05, 0.03, 0.02),
    site(1, 0.1, 0, 0.2, 0.2),
    site(1, 0.02),
    site(4, 0.125, 0.25),
  ]);

  test.each([0, 1, 3])("from site %d on is at each site as likely as none before and one there", (from) => {
    const draws = 40_000;
    const random = seeded(from);
    const seen = new Map<string, number>();
    const exact = new Map<string, number>();
    let none = 1;
    sites.sites.forEach(({ events }, site) => {
      if (site < from) return;
      for (const [e, probability] of events.entries()) exact.set(`${site}:${e + 1}`, none * probability);
      none *= 1 - sites.probability(site);
    });
    exact.set("none", none);
    for (let i = 0; i < draws; i++) {
      const code = sites.draw(random, from);
      const key = code < 0 ? "none" : `${siteOf(code)}:${eventOf(code)}`;
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    expect(deviationsFrom(exact, seen)).toBeLessThan(4.5);
  });

  test("comes where it is certain, and may come again after that", () => {
    const certain = new ErrorSites([site(0, 0.5), site(1, 1), site(2, 0.5)]);
    const seen = new Set(Array.from({ length: 50 }, (_, seed) => siteOf(certain.draw(seeded(seed), 0))));
    expect(seen).toEqual(new Set([0, 1]));
    const later = Array.from({ length: 400 }, (_, seed) => certain.draw(seeded(seed), 2));
    expect(Math.abs(later.filter((code) => code >= 0).length - 200)).toBeLessThan(5 * 10);
  });

  test("past the last site does not come", () => {
    for (let seed = 0; seed < 20; seed++) expect(sites.draw(seeded(seed), 4)).toBe(-1);
  });

  test("of many shots come sorted, and only where there are any", () => {
    const codes = sites.drawMany(seeded(4), 0, 500);
    expect([...codes]).toEqual([...codes].toSorted((a, b) => a - b));
    expect(codes.length).toBeGreaterThan(0);
    expect(codes.length).toBeLessThan(500);
    for (const code of codes) expect(code).toBeGreaterThan(0);
  });
});
