import { useEffect, useRef } from "react";
import type { Loaded } from "./use-load.ts";

/** Asks again every `everyMs` while the answer is there, the page is looked at, and `isActive`. */
export function useRefresh(loaded: Loaded<unknown>, everyMs: number, isActive = true): void {
  const reload = useRef<(() => void) | null>(null);
  useEffect(() => {
    reload.current = loaded.state === "ready" ? loaded.reload : null;
  });
  useEffect(() => {
    if (!isActive) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") reload.current?.();
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs, isActive]);
}
