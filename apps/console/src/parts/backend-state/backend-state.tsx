import type { BackendState, BackendView } from "@naru/sdk";
import { useText } from "../../language/index.ts";
import { Badge, type BadgeLook } from "../badge/badge.tsx";
import { text } from "./text.ts";

const looks = {
  online: "good",
  maintenance: "waiting",
  calibration: "waiting",
  offline: "bad",
  retired: "quiet",
} as const satisfies Record<BackendState, BadgeLook>;

export function BackendStateBadge({ state }: { state: BackendState }) {
  return <Badge look={looks[state]}>{useText(text).states[state]}</Badge>;
}

/** What kind of machine it is, in a word. */
export const useKindName = (kind: BackendView["kind"]): string => useText(text).kinds[kind];
