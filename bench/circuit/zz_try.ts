import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";

const j = JSON.parse(readFileSync("packages/circuit/fixtures/qpy/qpy.json", "utf8"));
const e = j.entries.find((x: any) => x.name === "an evolution with projectors");
for (const v of [17, 18]) {
  const b = inflateSync(Buffer.from(e.files[v], "base64"));
  const d = new DataView(b.buffer, b.byteOffset);
  const at = v === 17 ? 254 - 36 : 237 - 36;
  console.log(
    b[at - 1],
    d.getUint32(at),
    [0, 1, 2, 3].map((k) => d.getBigUint64(at + 4 + 8 * k)),
    b.subarray(at + 36, at + 36 + 170).toString("hex"),
  );
}
