import type { CreatedKey } from "@naru/sdk";
import { type FormEvent, useState } from "react";
import { useText } from "../../language/index.ts";
import { Button } from "../../parts/button/button.tsx";
import { Failure } from "../../parts/failure/failure.tsx";
import { Field } from "../../parts/field/field.tsx";
import { useSession } from "../../session/index.ts";
import { text } from "./text.ts";

/** Longest name that the form takes. */
const longestName = 100;

export function CreateKey({ onCreated }: { onCreated(created: CreatedKey): void }) {
  const t = useText(text);
  const { client } = useSession();
  const [name, setName] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [isEmpty, setEmpty] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const given = name.trim();
    setEmpty(given === "");
    setError(null);
    if (given === "" || isBusy) return;
    setBusy(true);
    try {
      onCreated(await client.createKey({ name: given }));
    } catch (refusal) {
      setError(refusal);
      setBusy(false);
    }
  };

  return (
    <form className="keys-create" onSubmit={submit} noValidate aria-label={t.create}>
      <Field label={t.name} hint={t.nameHint} error={isEmpty ? t.nameEmpty : null}>
        {(ties) => (
          <input
            {...ties}
            maxLength={longestName}
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" look="primary" busy={isBusy}>
        {t.submit}
      </Button>
      {error !== null && <Failure error={error} />}
    </form>
  );
}
