import { type Circuit, circuitOf, gate, measure, type Operation, reset } from "@naru/circuit";
import { describe, expect, test } from "vitest";
import { equals, when } from "../conformance/arbitrary.ts";
import type { NoiseModel } from "../noise-model.ts";
import { type NoiseItem, noiseProgram } from "./noise-program.ts";

const silent: NoiseModel = { oneQubitRate: 0, twoQubitRate: 0 };

/** Items in short: names of gates, channels with their qubits, measurements and misreadings with their bits. */
function brief(items: readonly NoiseItem[]): string[] {
  return items.flatMap((item): string[] => {
    switch (item.kind) {
      case "step":
        return [item.step.kind === "gate" ? item.step.gate : "unitary"];
      case "noise":
        return [`${item.channel.kind} ${item.qubits.join(",")}`];
      case "measure":
        return [`measure ${item.qubit}`];
      case "misread":
        return [`misread ${item.clbits.join(",")}`];
      case "reset":
        return [`reset ${item.qubit}`];
      case "while":
        return ["while", ...brief(item.body), "end"];
      case "assign":
        return [`assign ${item.clbits.join(",")}`];
      default:
        return ["if", ...brief(item.whenTrue), "else", ...brief(item.whenFalse), "end"];
    }
  });
}
const written = (operations: readonly Operation[], model: NoiseModel, qubitCount = 3, clbitCount = 3) =>
  brief(noiseProgram({ qubitCount, clbitCount, operations }, model).items);

describe("after a gate", () => {
  const flip = { kind: "pauli", probabilities: { X: 0.1 } } as const;
  const couple = { kind: "rotation", paulis: "ZZ", angleRadians: 0.1 } as const;

  test("come its depolarising error and every rule that fits, in their order", () => {
    const model: NoiseModel = {
      ...{ oneQubitRate: 0.1, twoQubitRate: 0.2 },
      rules: [{ channel: couple }, { gates: ["cx"], channel: flip }, { width: 1, channel: flip }],
    };
    expect(written([gate("h", [2]), gate("cx", [0, 2])], model)).toEqual([
      ...["h", "pauli 2", "pauli 2"],
      ...["cx", "pauli 0,2", "unitary 0,2", "pauli 0", "pauli 2"],
    ]);
  });

  test("a rule with qubits follows the gate on these qubits in this order, and may act on others", () => {
    const model = { ...silent, rules: [{ qubits: [1, 0], on: [2, 0], channel: couple }] };
    expect(written([gate("cx", [0, 1]), gate("cx", [1, 0])], model)).toEqual(["cx", "cx", "unitary 2,0"]);
  });

  test("a rule by name is not for gates under further controls, and one for unitaries is for these alone", () => {
    const model = { ...silent, rules: [{ gates: ["x", "unitary"] as const, channel: flip }] };
    const identity = [1, 0, 0, 0, 0, 0, 1, 0];
    const operations = [
      gate("x", [0], [], [1]),
      gate("x", [1]),
      { kind: "unitary", qubits: [2], matrix: identity } as const,
    ];
    expect(written(operations, model)).toEqual(["x", "x", "pauli 1", "unitary", "pauli 2"]);
  });

  test("a wide gate is struck on neighbouring pairs in turn", () => {
    const model = { oneQubitRate: 0, twoQubitRate: 0.1, wideGateErrors: 3 };
    expect(written([gate("ccx", [2, 0, 1])], model)).toEqual(["ccx", "pauli 2,0", "pauli 0,1", "pauli 2,0"]);
  });
});

describe("relaxation", () => {
  const durations = { oneQubitSeconds: 1, twoQubitSeconds: 3, gateSeconds: { t: 0, id: 7 }, measureSeconds: 5 };
  const model = (idle: boolean): NoiseModel => ({
    ...silent,
    relaxation: { t1Seconds: 10, t2Seconds: 10, durations, idle },
  });
  const phase = { kind: "rotation", paulis: "Z", angleRadians: 0.1 } as const;
  /** Seconds of decay of each qubit, in order, read off the channels. */
  const decays = (circuit: Circuit, of: NoiseModel) =>
    noiseProgram(circuit, of).items.flatMap((item) => {
      if (item.kind !== "noise" || item.channel.kind !== "kraus" || !item.channel.mixture) return [];
      return [[item.qubits[0], Math.round(-10 * Math.log(item.channel.mixture.nothing) * 1e6) / 1e6]];
    });

  test("lasts as long as the gate, where waiting does not count", () => {
    const circuit = circuitOf(2, [gate("h", [0]), gate("cx", [0, 1]), gate("t", [1])]);
    expect(decays(circuit, model(false))).toEqual([
      [0, 1],
      [1, 3],
      [0, 3],
    ]);
  });

  test("lasts as long as the gate, though a neighbour's longer gate has disturbed the qubit before", () => {
    const disturbing = { ...model(true), rules: [{ gates: ["id"], on: [0], channel: phase }] } as const;
    const circuit = circuitOf(2, [gate("id", [1]), gate("h", [0]), measure(0, 0)]);
    // the neighbour's gate ends at 7; the gate on qubit 0 takes the first second
    expect(decays(circuit, disturbing)).toContainEqual([0, 1]);
  });

  test("lasts from the gate's start to the next one's, where waiting counts", () => {
    const circuit = circuitOf(2, [gate("h", [0]), gate("h", [1]), gate("id", [0]), gate("cx", [0, 1])]);
    expect(decays(circuit, model(true))).toEqual([
      [0, 1],
      [0, 7],
      [1, 8],
      [0, 3],
      [1, 3],
    ]);
  });

  test("does not touch a cold qubit before its first gate, but a warm one", () => {
    const circuit = circuitOf(2, [gate("h", [0]), gate("cx", [0, 1])]);
    const cold = noiseProgram(circuit, model(true)).items;
    expect(brief(cold).slice(0, 3)).toEqual(["h", "kraus 0", "cx"]);
    const warm = model(true).relaxation;
    if (!warm) throw new Error("There is relaxation.");
    const items = noiseProgram(circuit, { ...silent, relaxation: { ...warm, excitedPopulation: 0.1 } }).items;
    expect(brief(items).slice(0, 4)).toEqual(["h", "kraus 0", "kraus 1", "cx"]);
  });

  test("waits at barriers, and while a measured qubit is read", () => {
    const operations: Operation[] = [
      ...[gate("h", [0]), gate("id", [1]), { kind: "barrier", qubits: [0, 1] } as const, measure(0, 0)],
      gate("x", [0]),
    ];
    const circuit = { qubitCount: 2, clbitCount: 1, operations };
    expect(decays(circuit, model(true))).toEqual([
      [0, 7],
      [0, 5],
      [0, 1],
      [1, 7],
    ]);
  });

  test("is not written before a reset, nor after the last measurement", () => {
    expect(written([gate("x", [0]), reset(0), gate("x", [0]), measure(0, 0)], model(false))).toEqual([
      ...["x", "reset 0", "x", "kraus 0", "measure 0"],
    ]);
  });

  test("lasts as long as a delay, with the gate before it where waiting does not count", () => {
    const delay = { kind: "delay", qubit: 0, seconds: 4 } as const;
    const circuit = circuitOf(2, [gate("h", [0]), delay, gate("h", [0])]);
    expect(decays(circuit, model(false))).toEqual([
      [0, 5],
      [0, 1],
    ]);
    expect(decays(circuit, model(true))).toEqual([
      [0, 5],
      [0, 1],
    ]);
    const together = circuitOf(2, [gate("h", [0]), gate("h", [1]), delay, gate("cx", [0, 1])]);
    expect(decays(together, model(true)).slice(0, 2)).toEqual([
      [0, 5],
      [1, 5],
    ]);
  });

  test("of a delay cannot be seen after the last measurement, and begins a reading anew nowhere", () => {
    const delay = (qubit: number) => ({ kind: "delay", qubit, seconds: 4 }) as const;
    expect(written([gate("h", [0]), measure(0, 0), delay(0)], model(true))).toEqual(["h", "kraus 0", "measure 0"]);
    const misread = { ...silent, readout: { oneGivenZero: 0.1, zeroGivenOne: 0.1 } };
    expect(written([measure(0, 0), delay(1), measure(1, 1)], misread)).toEqual([
      ...["measure 0", "measure 1", "misread 0", "misread 1"],
    ]);
  });

  test("in a loop reaches all qubits from turn to turn, but those that nothing has touched", () => {
    const condition = { kind: "compare", clbits: [0], operator: "==", value: "1" } as const;
    const loop: Operation = { kind: "while", condition, body: [gate("id", [0]), measure(0, 0)], maxTurns: 9 };
    expect(written([gate("h", [1]), measure(0, 0), loop, gate("h", [1])], model(true))).toEqual([
      ...["h", "measure 0", "kraus 0", "kraus 1"],
      ...["while", "id", "kraus 0", "measure 0", "kraus 0", "kraus 1", "end"],
      ...["h", "kraus 1"],
    ]);
  });

  test("of all qubits of a condition lasts until its longer branch ends", () => {
    const operations = [
      ...[gate("h", [0]), measure(0, 0), gate("x", [1])],
      when(equals([0], 1), [gate("id", [1])]),
      gate("x", [1]),
    ];
    const items = noiseProgram({ qubitCount: 2, clbitCount: 1, operations }, model(true)).items;
    expect(brief(items)).toEqual([
      ...["h", "kraus 0", "measure 0", "x", "kraus 1"],
      ...["if", "id", "kraus 1", "else", "kraus 1", "end", "x", "kraus 1"],
    ]);
    const condition = items.find((item) => item.kind === "if");
    if (condition?.kind !== "if") throw new Error("There is a condition.");
    const last = (branch: readonly NoiseItem[]) => branch.at(-1);
    expect(last(condition.whenTrue)).toEqual(last(condition.whenFalse)); // seven seconds each
  });
});

describe("readings", () => {
  // Columns: 00, 01, 10, 11, qubit 2 the low bit.
  const matrix = [...[0.9, 0.1, 0.2, 0], ...[0.1, 0.8, 0, 0.3], ...[0, 0, 0.7, 0.1], ...[0, 0.1, 0.1, 0.6]];
  const model = {
    ...silent,
    readout: { oneGivenZero: 0.1, zeroGivenOne: 0.2 },
    correlatedReadout: [{ qubits: [2, 0], matrix }],
  };
  const misreadings = (operations: readonly Operation[]) =>
    noiseProgram({ qubitCount: 3, clbitCount: 3, operations }, model).items.filter((item) => item.kind === "misread");

  test("of a group err together, others alone", () => {
    expect(misreadings([measure(0, 0), measure(1, 2), measure(2, 1)])).toEqual([
      { kind: "misread", clbits: [2], matrix: [0.9, 0.2, 0.1, 0.8] },
      { kind: "misread", clbits: [1, 0], matrix },
    ]);
  });

  test("of a part of a group err as if the other qubits were 0", () => {
    const [first, second] = misreadings([measure(0, 0), gate("h", [1]), measure(2, 2)]);
    expect(first).toEqual({ kind: "misread", clbits: [0], matrix: [1, 0.2, 0, 0.8].map((p) => expect.closeTo(p, 14)) });
    expect(second).toEqual({
      kind: "misread",
      clbits: [2],
      matrix: [0.9, 0.1, 0.1, 0.9].map((p) => expect.closeTo(p, 14)),
    });
  });

  test("end where a bit is written again", () => {
    expect(written([measure(1, 0), measure(1, 0)], model)).toEqual([
      "measure 1",
      "misread 0",
      "measure 1",
      "misread 0",
    ]);
  });
});

test("without a model there are the operations alone, without barriers", () => {
  const operations = [gate("h", [0]), { kind: "barrier", qubits: [0, 1] } as const, measure(0, 0), reset(0)];
  expect(brief(noiseProgram({ qubitCount: 2, clbitCount: 1, operations }).items)).toEqual([
    "h",
    "measure 0",
    "reset 0",
  ]);
});
