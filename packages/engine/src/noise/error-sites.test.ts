import { seeded } from "@naru/base";
import { gate } from "@naru/circuit";
import { describe, expect, test } from "vitest";
import { deviationsFrom } from "../conformance/compare.ts";
import { ErrorSites, errorSitesOf, pauliOf, siteOf } from "./error-sites.ts";

describe("errors strike", () => {
  const noise = { oneQubitRate: 0.5, twoQubitRate: 0.16, wideGateErrors: 3, gateRates: { t: 0, cz: 0.32 } };

  test("after gates on one qubit with 3/4 of the rate, on two with 15/16", () => {
    expect(errorSitesOf([gate("h", [2]), gate("cx", [1, 0])], noise)).toEqual([
      { step: 0, qubits: [2], probability: 0.375 },
      { step: 1, qubits: [1, 0], probability: 0.15 },
    ]);
  });

  test("with a gate's own rate where it has one, and not at all where that is 0", () => {
    expect(errorSitesOf([gate("t", [0]), gate("cz", [0, 1])], noise)).toEqual([
      { step: 1, qubits: [0, 1], probability: 0.3 },
    ]);
  });

  test("under a further control at the rate of the width", () => {
    expect(errorSitesOf([gate("t", [0], [], [3])], noise)).toEqual([{ step: 0, qubits: [3, 0], probability: 0.15 }]);
  });

  test("on neighbouring pairs of a wide gate in turn", () => {
    const pairs = errorSitesOf([gate("ccx", [4, 2, 0])], noise).map(({ qubits }) => qubits);
    expect(pairs).toEqual([
      [4, 2],
      [2, 0],
      [4, 2],
    ]);
  });
});

describe("the next error", () => {
  const sites = new ErrorSites([
    { step: 0, qubits: [0], probability: 0.1 },
    { step: 1, qubits: [0, 1], probability: 0.5 },
    { step: 1, qubits: [1, 2], probability: 0.02 },
    { step: 4, qubits: [2], probability: 0.375 },
  ]);

  test.each([0, 1, 3])("from site %d on is at each site as likely as none before and one there", (from) => {
    const draws = 40_000;
    const random = seeded(from);
    const seen = new Map<string, number>();
    const exact = new Map<string, number>();
    let none = 1;
    sites.sites.forEach(({ probability, qubits }, site) => {
      if (site < from) return;
      const paulis = qubits.length === 1 ? 3 : 15;
      for (let pauli = 1; pauli <= paulis; pauli++) exact.set(`${site}:${pauli}`, (none * probability) / paulis);
      none *= 1 - probability;
    });
    exact.set("none", none);
    for (let i = 0; i < draws; i++) {
      const code = sites.draw(random, from);
      const key = code < 0 ? "none" : `${siteOf(code)}:${pauliOf(code)}`;
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    expect(deviationsFrom(exact, seen)).toBeLessThan(4.5);
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
