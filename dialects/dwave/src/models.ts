import { InvalidInputError, isUuid, NotFoundError } from "@naru/base";
import type { Caller, Cloud, UploadId } from "@naru/dialect";
import { shortened } from "@naru/dialect/http";
import type { SolveWorkload } from "@naru/workload";

/** What files of models begin with. */
const beginnings: Readonly<Record<SolveWorkload["model"]["format"], string>> = {
  bqm: "DIMODBQM",
  cqm: "DIMODCQM",
  dqm: "DIMODDQM",
  nl: "DWNL",
};

/** An upload that a call names. Throws NotFoundError for what cannot be one. */
export function uploadIdOf(text: string): UploadId {
  if (!isUuid(text)) throw new NotFoundError("upload", shortened(text));
  return text as UploadId;
}

/**
 * A model that was uploaded. Throws InvalidInputError for a file of another kind, `conflict` for an upload that is not
 * complete.
 */
export async function modelOf(
  cloud: Cloud,
  caller: Caller,
  reference: string,
  format: SolveWorkload["model"]["format"],
): Promise<SolveWorkload["model"]> {
  const id = uploadIdOf(reference);
  const beginning = beginnings[format];
  const content = await cloud.uploadContent(caller, id, { from: 0, to: beginning.length });
  if (new TextDecoder("latin1").decode(content) !== beginning) {
    throw new InvalidInputError(`Invalid problem data: the upload is no model of the type ${format}.`, {
      keys: ["data.data"],
    });
  }
  const { bytes } = await cloud.upload(caller, id);
  return { format, base64: "", upload: { id, bytes } };
}
