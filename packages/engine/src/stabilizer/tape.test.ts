import { expect, test } from "vitest";
import { codes, TapeWriter } from "./tape.ts";

const written = (write: (writer: TapeWriter) => void) => {
  const writer = new TapeWriter(8);
  write(writer);
  return [...writer.finish()];
};

test("gates on different qubits go together, whatever stands between them", () => {
  const tape = written((writer) => {
    writer.addOne(codes.h, 0);
    writer.addTwo(codes.cx, 0, 1);
    writer.addOne(codes.h, 2);
    writer.addTwo(codes.cx, 2, 3);
  });
  expect(tape).toEqual([codes.h, 2, 0, 2, codes.cx, 4, 0, 1, 2, 3]);
});

test("a gate does not pass what touches its qubits", () => {
  const tape = written((writer) => {
    writer.addOne(codes.h, 0);
    writer.addOne(codes.s, 1);
    writer.addTwo(codes.cx, 0, 1);
    writer.addOne(codes.h, 1);
    writer.addOne(codes.s, 1);
    writer.addOne(codes.h, 5);
  });
  expect(tape).toEqual([codes.h, 1, 0, codes.s, 1, 1, codes.cx, 2, 0, 1, codes.h, 2, 1, 5, codes.s, 1, 1]);
});

test("errors of different channels stay apart, and those of one go together", () => {
  const tape = written((writer) => {
    writer.addHeaded(codes.error, 0, [0], [0]);
    writer.addHeaded(codes.error, 3, [1], [1]);
    writer.addHeaded(codes.error, 0, [2], [2]);
  });
  expect(tape).toEqual([codes.error, 3, 0, 0, 2, codes.error, 2, 3, 1]);
});

test("nothing passes a repetition, whose number may be large", () => {
  const tape = written((writer) => {
    writer.addOne(codes.h, 0);
    writer.addRepeat(2 ** 31 + 5, Int32Array.of(codes.s, 1, 0));
    writer.addOne(codes.h, 1);
  });
  expect(tape).toEqual([codes.h, 1, 0, codes.repeat, 3, 5, 2, 3, codes.s, 1, 0, codes.h, 1, 1]);
});
