import { NaruClient, type WhoAmI } from "@naru/sdk";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { forgetKey, keepKey, keptKey } from "./kept-key.ts";

export interface Session {
  /** The API key that this tab is signed in with. */
  readonly key: string | null;
  /** Asks the service with that key; without one, only what is open to everybody answers. */
  readonly client: NaruClient;
  /** Whose key it is; null while that is being asked. */
  readonly who: WhoAmI | null;
  /** The key worked before and the service takes it no more. */
  readonly hasExpired: boolean;
  /** Keeps the key when the service knows it; throws what the service says when not. */
  signIn(key: string): Promise<void>;
  signOut(): void;
}

const SessionContext = createContext<Session | null>(null);

/** Who is signed in, for everything inside. The key lives in this tab alone and goes with it. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const [key, setKey] = useState(keptKey);
  const [who, setWho] = useState<WhoAmI | null>(null);
  const [hasExpired, setExpired] = useState(false);

  const leave = useCallback((expired: boolean) => {
    forgetKey();
    setKey(null);
    setWho(null);
    setExpired(expired);
  }, []);

  const client = useMemo(
    () =>
      new NaruClient({
        origin: location.origin,
        ...(key !== null && { key }),
        fetch: async (input, init) => {
          const response = await fetch(input, init);
          if (response.status === 401 && key !== null) leave(true);
          return response;
        },
      }),
    [key, leave],
  );

  useEffect(() => {
    if (key === null || who !== null) return;
    let isCurrent = true;
    client.whoami().then(
      (answer) => isCurrent && setWho(answer),
      // A refused key has already been dropped above; without an answer, the name is merely not shown.
      () => {},
    );
    return () => {
      isCurrent = false;
    };
  }, [client, key, who]);

  const session = useMemo<Session>(
    () => ({
      key,
      client,
      who,
      hasExpired,
      signIn: async (given) => {
        setWho(await new NaruClient({ origin: location.origin, key: given }).whoami());
        keepKey(given);
        setKey(given);
        setExpired(false);
      },
      signOut: () => leave(false),
    }),
    [key, client, who, hasExpired, leave],
  );
  return <SessionContext value={session}>{children}</SessionContext>;
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useSession is for components inside SessionProvider.");
  return session;
}
