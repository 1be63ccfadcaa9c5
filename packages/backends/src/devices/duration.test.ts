import { type Circuit, conditional, gate, measure, type Operation, reset } from "@naru/circuit";
import { expect, test } from "vitest";
import { rowOf } from "./devices.testing.ts";
import { durationOf } from "./duration.ts";

const device = rowOf(5);
/** In steps of 4 ns: sx takes 8, cz 17, a measurement 570 and a reset 578. */
const stepsOf = (...operations: Operation[]) => {
  const circuit: Circuit = { qubitCount: 5, clbitCount: 5, operations };
  return Math.round(durationOf(device, circuit) / device.stepSeconds);
};
const isOne = { kind: "compare", clbits: [0], operator: "==", value: "1" } as const;

test.each<[string, Operation[], number]>([
  ["nothing takes no time", [], 0],
  ["gates on different qubits run at once", [gate("sx", [0]), gate("x", [1]), gate("cz", [2, 3])], 17],
  ["gates on the same qubit follow one another", [gate("sx", [0]), gate("cz", [0, 1]), gate("x", [1])], 33],
  ["turns of the frame take no time", [gate("rz", [0], [1]), gate("sx", [0]), gate("rz", [0], [2])], 8],
  ["the longest way counts", [gate("sx", [0]), gate("cz", [1, 2]), gate("cz", [0, 1]), measure(0, 0)], 17 + 17 + 570],
  ["a barrier holds everything up", [gate("cz", [0, 1]), { kind: "barrier", qubits: [0, 4] }, gate("sx", [4])], 17 + 8],
  ["a delay is waited for", [{ kind: "delay", qubit: 2, seconds: 4e-7 }, gate("sx", [2])], 100 + 8],
  ["what is no whole step is rounded up", [{ kind: "delay", qubit: 2, seconds: 4.1e-9 }], 2],
  ["resets take their time", [reset(0), gate("x", [0])], 578 + 8],
  [
    "a condition waits for its bits, and takes as long as its longest branch",
    [measure(0, 0), conditional(isOne, [gate("x", [1])], [gate("sx", [1]), gate("cz", [1, 2])]), gate("sx", [2])],
    570 + 25 + 8,
  ],
  [
    "a loop counts as one turn",
    [{ kind: "while", condition: isOne, body: [gate("sx", [0]), measure(0, 0)], maxTurns: 9 }],
    8 + 570,
  ],
])("%s", (_, operations, steps) => {
  expect(stepsOf(...operations)).toBe(steps);
});
