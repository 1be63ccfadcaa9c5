import { InvalidInputError, TooLargeError, UnsupportedError } from "@naru/base";
import { deflate, inflate, readBase64, writeBase64 } from "@naru/workload";
import { expect, test } from "vitest";
import { lineModel, simulatorModel } from "../fixtures/models.ts";
import { programs } from "../fixtures/programs.ts";
import type { BackendModel } from "./backend.ts";
import { Programs } from "./programs.ts";

const bytesOf = (file: string) => inflate(readBase64(file), 1e6);
const opened = (file: string) => new Programs({ files: [file] }, simulatorModel).open({ file: 0, index: 0 }, 4);

test("a circuit is read with its parameters, bits and metadata, and bound as often as one likes", () => {
  const program = opened(programs.registers.file);
  expect(program).toMatchObject({ parameterCount: 1, qubitCount: 3, bitCount: 3, metadata: { n: 1 } });
  for (const angle of [0.5, 0, -2]) {
    const [rotation] = program.bind(Float64Array.of(angle)).operations;
    expect(rotation).toMatchObject({ gate: "rx", params: [angle] });
    expect(program.angles(Float64Array.of(angle))).toEqual(Float64Array.of(angle));
  }
});

test("a delay takes its time on a device, and on a simulator it only keeps the order", () => {
  const waits = (model: BackendModel, name: "waiting" | "waitingSo", ...values: number[]) => {
    const program = new Programs({ files: [programs[name].file] }, model).open({ file: 0, index: 0 }, 0);
    return program.bind(Float64Array.from(values)).operations[1];
  };
  const device = lineModel(1);
  expect(waits(device, "waiting")).toEqual({ kind: "delay", qubit: 0, seconds: expect.closeTo(200e-6, 12) });
  for (const steps of [0, 250, 1000]) {
    const seconds = expect.closeTo(steps * 4e-9, 15);
    expect(waits(device, "waitingSo", steps)).toEqual({ kind: "delay", qubit: 0, seconds });
  }
  expect(waits(simulatorModel, "waiting")).toEqual({ kind: "barrier", qubits: [0] });
});

test("a version of QPY that is too new is refused with what to do, and with its item", () => {
  const newer = bytesOf(programs.registers.file);
  newer[6] = 19;
  const open = () => opened(writeBase64(deflate(newer)));
  expect(open).toThrow(UnsupportedError);
  expect(open).toThrow(/^Item 4: .*version 19 of QPY.*newer release/);
});

test("files that are damaged are refused", () => {
  const bytes = bytesOf(programs.registers.file);
  expect(() => opened(writeBase64(deflate(bytes.subarray(0, 200))))).toThrow(InvalidInputError);
  expect(() => opened("!")).toThrow(InvalidInputError);
});

test("files share what they may hold when they are inflated, and each is read once", () => {
  const filler = writeBase64(deflate(new Uint8Array(33 * 2 ** 20)));
  expect(filler.length).toBeLessThan(2 ** 18); // a bomb
  const both = new Programs({ files: [programs.registers.file, filler, filler] }, simulatorModel);
  const open = (file: number) => () => both.open({ file, index: 0 }, 0);
  for (let times = 0; times < 3; times++) expect(open(0)).not.toThrow();
  expect(open(1)).toThrow(InvalidInputError); // it is no QPY, and has taken its share
  expect(open(2)).toThrow(TooLargeError);
});
