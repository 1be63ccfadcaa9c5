import { expect, test } from "vitest";
import { circuitOf, conditional, gate, measure, measureAll } from "./build.ts";
import type { Circuit } from "./circuit.ts";
import { countResources } from "./resources.ts";

test("gates are counted by width, further controls included", () => {
  const circuit = circuitOf(4, [
    gate("h", [0]),
    gate("x", [1], [], [0]),
    gate("cx", [0, 1]),
    gate("ccx", [0, 1, 2]),
    gate("rzz", [0, 1], [0.3], [2, 3]),
  ]);
  expect(countResources(circuit)).toMatchObject({ oneQubitGates: 1, twoQubitGates: 2, multiQubitGates: 2, width: 4 });
});

test("depth is the longest chain: a GHZ ladder is as deep as it is long, parallel gates are one deep", () => {
  const ladder = [gate("h", [0]), ...[0, 1, 2].map((q) => gate("cx", [q, q + 1]))];
  expect(countResources(circuitOf(4, ladder)).depth).toBe(4);
  expect(
    countResources(
      circuitOf(
        4,
        [0, 1, 2, 3].map((q) => gate("h", [q])),
      ),
    ).depth,
  ).toBe(1);
  expect(countResources(measureAll(circuitOf(4, ladder)))).toMatchObject({ depth: 5, measurements: 4 });
});

test("a barrier makes its qubits wait for one another, and is no gate", () => {
  const circuit = circuitOf(2, [gate("h", [0]), gate("h", [0]), { kind: "barrier", qubits: [0, 1] }, gate("h", [1])]);
  expect(countResources(circuit)).toMatchObject({ depth: 3, oneQubitGates: 3 });
});

test("a condition waits for the measurement that it asks for", () => {
  const circuit: Circuit = {
    qubitCount: 2,
    clbitCount: 1,
    operations: [
      gate("h", [0]),
      measure(0, 0),
      conditional({ kind: "compare", clbits: [0], operator: "==", value: "1" }, [gate("x", [1])]),
    ],
  };
  expect(countResources(circuit)).toMatchObject({ depth: 3, oneQubitGates: 2, measurements: 1 });
});

test("of two branches the deeper one counts, not both", () => {
  const deep = [gate("x", [1]), gate("h", [1])];
  const branches = conditional({ kind: "compare", clbits: [0], operator: "==", value: "1" }, deep, [
    gate("x", [1]),
    conditional({ kind: "compare", clbits: [0], operator: "==", value: "0" }, deep, [gate("y", [0])]),
  ]);
  const circuit: Circuit = { qubitCount: 2, clbitCount: 1, operations: [measure(0, 0), branches, gate("h", [1])] };
  expect(countResources(circuit)).toMatchObject({ depth: 5, oneQubitGates: 7 });
});

test("a loop counts once, and calculations and delays are no gates but are waited for", () => {
  const isSet = { kind: "compare", clbits: [1], operator: "==", value: "1" } as const;
  const circuit: Circuit = {
    qubitCount: 2,
    clbitCount: 2,
    operations: [
      measure(0, 0),
      { kind: "assign", clbits: [1], value: { kind: "bits", clbits: [0] } },
      { kind: "delay", qubit: 1, seconds: 1e-6 },
      { kind: "while", condition: isSet, body: [gate("x", [1]), measure(1, 1)], maxTurns: 5 },
    ],
  };
  expect(countResources(circuit)).toMatchObject({ oneQubitGates: 1, measurements: 2, depth: 3 });
});
