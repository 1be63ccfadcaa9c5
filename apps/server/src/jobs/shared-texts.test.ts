import fc from "fast-check";
import { expect, test } from "vitest";
import { withoutShared, withShared } from "./shared-texts.ts";

const base64 = fc.stringMatching(/^[A-Za-z0-9+/]{1000,1100}={0,2}$/);

test("whatever a request holds comes back, and long files are not in what is kept", () => {
  const files = fc.array(base64, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(files, fc.json(), fc.array(fc.nat(3)), (shared, other, mentions) => {
      const params = JSON.stringify({ pubs: mentions.map((k) => [shared[k % shared.length]]), other });
      const json = JSON.stringify({ params, other, text: "\u0001 0\u0001" });
      const kept = withoutShared(json, shared);
      expect(withShared(kept, shared)).toBe(json);
      for (const file of shared) if (file.length >= 1024) expect(kept).not.toContain(`"${file}`);
    }),
    { numRuns: 50 },
  );
});

test("a file of megabytes that a request mentions often is kept as a mark each time", () => {
  const file = "QUJD".repeat(500_000);
  const json = JSON.stringify({ params: JSON.stringify([file, file, `${file}A`]) });
  const kept = withoutShared(json, ["short", file]);
  expect(kept.length).toBeLessThan(file.length + 100); // the third is another
  expect(withShared(kept, ["short", file])).toBe(json);
});

test("what only looks like a mark is none: JSON writes it as an escape", () => {
  const json = JSON.stringify({ text: "\u00010\u0001" });
  expect(withShared(json, ["A".repeat(2000)])).toBe(json);
});

test("texts of megabytes are found, and passed over where they are none", () => {
  const [file, other] = ["eJw".repeat(1_500_000), "AAAA".repeat(1_500_000)];
  const json = JSON.stringify({ params: JSON.stringify({ pubs: [[{ value: file }, other]] }), file });
  const kept = withoutShared(json, [file]);
  expect(kept.length).toBeLessThan(other.length + 1_000);
  expect(withShared(kept, [file])).toBe(json);
});
