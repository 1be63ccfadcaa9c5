import { expect, test } from "vitest";
import { priceOf } from "./price.ts";

const estimate = {
  seconds: 0.5,
  bytes: 0,
  method: "tiny",
  why: "",
  resources: { qubits: 2, oneQubitGates: 3, twoQubitGates: 1, depth: 3 },
};

test("a backend without rates is free", () => {
  expect(priceOf({}, 1000, estimate)).toBe(0);
});

test("each unit counts what it names, and the sum is rounded up once", () => {
  expect(priceOf({ job: 7 }, 1000, estimate)).toBe(7);
  expect(priceOf({ shot: 2 }, 1000, estimate)).toBe(2000);
  expect(priceOf({ one_qubit_gate_shot: 1 }, 1000, estimate)).toBe(3000);
  expect(priceOf({ two_qubit_gate_shot: 5 }, 1000, estimate)).toBe(5000);
  expect(priceOf({ second: 3 }, 1000, estimate)).toBe(2);
  expect(priceOf({ second: 3, job: 1 }, 1000, estimate)).toBe(3);
});
