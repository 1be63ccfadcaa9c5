import { useCallback, useEffect, useState } from "react";

export type Loaded<T> =
  | { readonly state: "loading" }
  | { readonly state: "failed"; readonly error: unknown; retry(): void }
  | { readonly state: "ready"; readonly value: T; reload(): void };

type Answer<T> = { readonly of: unknown; readonly round: number } & (
  | { readonly value: T }
  | { readonly error: unknown }
);

/**
 * What `load` promises. `load` must keep its identity (useCallback) for as long as it asks the same question: another
 * function is another question, and its answer is awaited anew. A reload keeps showing the old answer until the new
 * one is there, and a failed reload leaves it.
 */
export function useLoad<T>(load: () => Promise<T>): Loaded<T> {
  const [answer, setAnswer] = useState<Answer<T> | null>(null);
  const [round, setRound] = useState(0);
  const again = useCallback(() => setRound((before) => before + 1), []);

  useEffect(() => {
    let isCurrent = true;
    load().then(
      (value) => isCurrent && setAnswer({ of: load, round, value }),
      (error: unknown) =>
        isCurrent &&
        setAnswer((before) => (before?.of === load && "value" in before ? before : { of: load, round, error })),
    );
    return () => {
      isCurrent = false;
    };
  }, [load, round]);

  if (answer?.of !== load) return { state: "loading" };
  if ("value" in answer) return { state: "ready", value: answer.value, reload: again };
  return answer.round === round ? { state: "failed", error: answer.error, retry: again } : { state: "loading" };
}
