import { InvalidInputError, TooLargeError } from "@naru/base";
import { check, type Route } from "@naru/dialect/http";
import { readBase64 } from "@naru/workload";
import { readBody } from "./body.ts";
import { uploadIdOf } from "./models.ts";
import { type SapiCall, sapi } from "./router.ts";
import { WireCombination, WireUpload } from "./wire.ts";

/** Models come in parts, in any order, several at a time, before the problems that name them. */
export const uploadRoutes: readonly Route[] = [
  sapi("POST", "/bqm/multipart", async ({ cloud, caller, request }) => {
    const { size } = check(WireUpload, (await readBody(request)).value);
    const { id } = await cloud.openUpload(caller, { bytes: size, kind: "model" }).catch(inVendorsWords);
    return Response.json({ id });
  }),
  sapi("GET", "/bqm/multipart/{id}/status", async (call) => {
    const { state, parts } = await call.cloud.upload(call.caller, uploadIdOf(call.params.id ?? ""));
    return Response.json({
      // Until the parts are combined, even when all of them are there.
      status: state === "open" ? "UPLOAD_IN_PROGRESS" : "UPLOAD_COMPLETED",
      parts: parts.map(({ number, md5 }) => ({ part_number: number, checksum: md5 })),
    });
  }),
  sapi("PUT", "/bqm/multipart/{id}/part/{number}", putPart),
  sapi("POST", "/bqm/multipart/{id}/combine", async (call) => {
    const { checksum } = check(WireCombination, (await readBody(call.request)).value);
    await call.cloud.completeUpload(call.caller, uploadIdOf(call.params.id ?? ""), checksum.toLowerCase());
    return Response.json({});
  }),
];

async function putPart({ cloud, caller, request, params }: SapiCall): Promise<Response> {
  const id = uploadIdOf(params.id ?? "");
  const { number: text = "" } = params;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidInputError("Parts are numbered from 1.", { keys: ["part"] });
  const checksum = request.headers.get("content-md5");
  const md5 = checksum === null ? null : hexadecimal(checksum);
  const content = new Uint8Array(await request.arrayBuffer());
  await cloud
    .putPart(caller, id, { number: Number(text), content, ...(md5 !== null && { md5 }) })
    .catch(inVendorsWords);
  return Response.json({});
}

/** `Content-MD5` is base64 of 16 bytes (RFC 1864). */
function hexadecimal(checksum: string): string {
  const bytes = readBase64(checksum.trim());
  if (bytes.length !== 16) throw new InvalidInputError("Content-MD5 must be 16 bytes in base64.");
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The client looks for these words. */
function inVendorsWords(thrown: unknown): never {
  if (!(thrown instanceof TooLargeError)) throw thrown;
  throw new TooLargeError(`The problem is bigger than the maximum: ${thrown.message}`, { ...thrown.details });
}
