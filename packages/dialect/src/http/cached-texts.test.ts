import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { CachedTexts } from "./cached-texts.ts";

const asking = (headers: Record<string, string> = {}) => new Request("http://naru.test/", { headers });

test("a text is written once, and again when others have taken its place", async () => {
  const texts = new CachedTexts(2);
  const written: string[] = [];
  const ask = async (name: string) => {
    const answer = await texts.answer(asking(), name, () => {
      written.push(name);
      return `"${name}"`;
    });
    expect(await answer.json()).toBe(name);
  };
  for (const name of ["a", "b", "a", "c", "a", "b"]) await ask(name);
  expect(written).toEqual(["a", "b", "c", "b"]);
});

test("it is packed for who takes that, and only then", async () => {
  const texts = new CachedTexts(1);
  const ask = (encoding: string) => texts.answer(asking({ "accept-encoding": encoding }), "a", () => '{"a":1}');
  const packed = await ask("deflate, gzip;q=0.5");
  expect(packed.headers.get("content-encoding")).toBe("gzip");
  expect(gunzipSync(await packed.arrayBuffer()).toString()).toBe('{"a":1}');
  for (const encoding of ["", "identity", "gzip;q=0", "br"]) {
    const plain = await ask(encoding);
    expect(plain.headers.get("content-encoding")).toBeNull();
    expect(await plain.text()).toBe('{"a":1}');
  }
});

test("who has it already gets its tag alone; another text has another tag", async () => {
  const texts = new CachedTexts(2);
  const headers = { "content-type": "application/x+json", "cache-control": "private" };
  const first = await texts.answer(asking(), "a", () => "1", headers);
  const tag = first.headers.get("etag") ?? "";
  expect(first.headers.get("content-type")).toBe("application/x+json");
  const again = await texts.answer(asking({ "if-none-match": `"other", ${tag}` }), "a", () => "1", headers);
  expect([again.status, await again.text(), again.headers.get("cache-control")]).toEqual([304, "", "private"]);
  const other = await texts.answer(asking({ "if-none-match": tag }), "b", () => "2");
  expect([other.status, await other.text()]).toEqual([200, "2"]);
});
