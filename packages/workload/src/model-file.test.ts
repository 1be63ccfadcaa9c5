import fc from "fast-check";
import { expect, test } from "vitest";
import { modelBytesOf, modelFileOf } from "./model-file.ts";
import { writeBase64 } from "./packing.ts";

test("a model's file has the bytes that it was written from, and its size is known without them", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const model = { format: "bqm", base64: writeBase64(bytes) } as const;
      expect(modelFileOf(model)).toEqual(bytes);
      expect(modelBytesOf(model)).toBe(bytes.length);
    }),
  );
});

test("of an uploaded file the content is put there by whoever runs it", () => {
  const model = { format: "nl", base64: "", upload: { id: "7", bytes: 3 } } as const;
  expect(modelBytesOf(model)).toBe(3);
  expect(() => modelFileOf(model)).toThrow("before it runs");
  const content = Uint8Array.of(1, 2, 3);
  expect(modelFileOf({ ...model, content })).toBe(content);
});
