import type { ReactNode } from "react";
import "./badge.css";

export type BadgeLook = "good" | "busy" | "waiting" | "bad" | "quiet";

/** A state in a word, with a dot whose shape differs too, for those who do not tell the colours apart. */
export function Badge({ look, children }: { look: BadgeLook; children: ReactNode }) {
  return <span className={`badge badge-${look}`}>{children}</span>;
}
