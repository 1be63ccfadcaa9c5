import { useText } from "../../language/index.ts";
import { text } from "./text.ts";
import "./waiting.css";

/** Holds the place of what is being fetched: as many lines as it will have, so that little moves when it comes. */
export function Waiting({ lines = 3 }: { lines?: number }) {
  const t = useText(text);
  return (
    <div className="waiting" role="status">
      <span className="unseen">{t.loading}</span>
      {Array.from({ length: lines }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike and never reordered
        <span key={i} className="waiting-line" aria-hidden="true" />
      ))}
    </div>
  );
}
