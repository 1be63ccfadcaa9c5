import { useEffect, useState } from "react";
import { useText } from "../../language/index.ts";
import { Button } from "../button/button.tsx";
import { copy } from "./copy.ts";
import { text } from "./text.ts";
import "./copy-button.css";

/** Copies `content`, and says so in the button and to a screen reader. `what` names the thing for those who hear it. */
export function CopyButton({ content, what }: { content: string; what: string }) {
  const t = useText(text);
  const [outcome, setOutcome] = useState<"copied" | "failed" | null>(null);
  useEffect(() => {
    if (outcome !== "copied") return;
    const timer = setTimeout(() => setOutcome(null), 2500);
    return () => clearTimeout(timer);
  }, [outcome]);
  return (
    <span className="copy">
      <Button
        className="copy-button"
        aria-label={`${t.copy}: ${what}`}
        onClick={async () => setOutcome((await copy(content)) ? "copied" : "failed")}
      >
        {/* Both words keep their place, so the button is as wide before as after. */}
        <span className={outcome === "copied" ? "copy-away" : ""}>{t.copy}</span>
        <span className={outcome === "copied" ? "" : "copy-away"} aria-hidden="true">
          {t.copied}
        </span>
      </Button>
      <span className={outcome === "failed" ? "copy-failed" : "unseen"} aria-live="polite">
        {outcome === "copied" ? t.copied : outcome === "failed" ? t.failed : ""}
      </span>
    </span>
  );
}
