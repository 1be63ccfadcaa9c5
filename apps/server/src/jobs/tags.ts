import { InvalidInputError, type JobId, NotFoundError } from "@naru/base";
import { type Job, maxTagLength, maxTags } from "@naru/dialect";
import { recordTransition } from "../audit/index.ts";
import { transaction } from "../db/index.ts";
import { actorOf, type ScopedCaller } from "./parts.ts";
import { job } from "./read.ts";
import type { ReadParts } from "./row-reads.ts";
import { requireStorable } from "./storable.ts";
import { replaceTags } from "./store.ts";

/** Replaces the tags of a job. The audit says that somebody did, not what they were. */
export async function retag(parts: ReadParts, caller: ScopedCaller, id: JobId, tags: readonly string[]): Promise<Job> {
  requireTags(tags);
  await transaction(parts.database, async (tx) => {
    const state = await replaceTags(tx, caller, id, tags);
    if (state === null) throw new NotFoundError("job", id);
    await recordTransition(tx, {
      ...{ actor: actorOf(caller), projectId: caller.projectId, requestId: parts.requestId() },
      ...{ subjectKind: "job", subjectId: id, from: state, to: state, reason: "its tags were changed" },
    });
  });
  return job(parts, caller, id);
}

/** Throws InvalidInputError for too many tags, or one that is too long or cannot be stored. */
export function requireTags(tags: readonly string[]): void {
  if (tags.length > maxTags) {
    throw new InvalidInputError(`A job has ${maxTags} tags at most; these are ${tags.length}.`, { limit: maxTags });
  }
  for (const tag of tags) {
    if (tag.length > maxTagLength) {
      throw new InvalidInputError(`A tag has ${maxTagLength} characters at most. Use a shorter one.`, {
        limit: maxTagLength,
      });
    }
    requireStorable("tag", tag);
  }
}
