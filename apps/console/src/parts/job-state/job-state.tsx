import type { JobState } from "@naru/sdk";
import { useText } from "../../language/index.ts";
import { Badge, type BadgeLook } from "../badge/badge.tsx";
import { text } from "./text.ts";

const looks = {
  held: "waiting",
  queued: "waiting",
  running: "busy",
  succeeded: "good",
  failed: "bad",
  cancelled: "quiet",
} as const satisfies Record<JobState, BadgeLook>;

/** Each state's name in the reader's language. */
export const useStateNames = (): Readonly<Record<JobState, string>> => useText(text);

export function JobStateBadge({ state }: { state: JobState }) {
  return <Badge look={looks[state]}>{useStateNames()[state]}</Badge>;
}
