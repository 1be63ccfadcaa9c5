import type { KeyView } from "@naru/sdk";
import { useState } from "react";
import { useText } from "../../language/index.ts";
import { Confirm } from "../../parts/confirm/confirm.tsx";
import { Failure } from "../../parts/failure/failure.tsx";
import { useSession } from "../../session/index.ts";
import { text } from "./text.ts";

/** Asks, and revokes. Revoking the key one is signed in with signs out. */
export function RevokeKey(props: { subject: KeyView; onLeave(): void; onRevoked(): void }) {
  const { subject, onLeave, onRevoked } = props;
  const t = useText(text);
  const { client, signOut } = useSession();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const revoke = async () => {
    setBusy(true);
    try {
      await client.revokeKey(subject.id);
      if (subject.isCurrent) signOut();
      else onRevoked();
    } catch (refusal) {
      setError(refusal);
      setBusy(false);
    }
  };

  return (
    <Confirm title={t.ask(subject.name)} yes={t.yes} no={t.no} busy={isBusy} onYes={revoke} onNo={onLeave}>
      <p>{t.askBody}</p>
      {subject.isCurrent && <p>{t.askCurrent}</p>}
      {error !== null && <Failure error={error} />}
    </Confirm>
  );
}
