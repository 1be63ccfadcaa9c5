import { ApiError } from "@naru/sdk";
import { type FormEvent, useState } from "react";
import { useText } from "../../language/index.ts";
import { Button } from "../../parts/button/button.tsx";
import { Failure } from "../../parts/failure/failure.tsx";
import { Field } from "../../parts/field/field.tsx";
import { Notice } from "../../parts/notice/notice.tsx";
import { Page } from "../../parts/page/page.tsx";
import { navigate, useLocation } from "../../routing/index.ts";
import { useSession } from "../../session/index.ts";
import { text } from "./text.ts";
import "./sign-in.css";

type Outcome =
  | { readonly kind: "ready" | "busy" | "empty" | "wrong" }
  | { readonly kind: "failed"; readonly error: unknown };

/** Stands in place of any page that needs a key; the page itself follows at the same address. */
export function SignInPage() {
  const t = useText(text);
  const { signIn, hasExpired } = useSession();
  const { path } = useLocation();
  const [given, setGiven] = useState("");
  const [outcome, setOutcome] = useState<Outcome>({ kind: "ready" });

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const key = given.trim();
    if (key === "") return setOutcome({ kind: "empty" });
    setOutcome({ kind: "busy" });
    try {
      await signIn(key);
      if (path === "/sign-in") navigate("/", { replace: true });
    } catch (error) {
      const isWrong = error instanceof ApiError && error.code === "unauthenticated";
      setOutcome(isWrong ? { kind: "wrong" } : { kind: "failed", error });
    }
  };

  const said = outcome.kind === "wrong" || outcome.kind === "empty" ? t[outcome.kind] : null;
  return (
    <Page title={t.title} lead={t.lead}>
      <div className="sign-in">
        <form className="sign-in-form" onSubmit={submit} noValidate>
          {hasExpired && <Notice look="warning">{t.expired}</Notice>}
          <Field label={t.key} hint={t.hint} error={said}>
            {(ties) => (
              <input
                {...ties}
                type="password"
                autoComplete="off"
                autoCapitalize="off"
                spellCheck={false}
                value={given}
                onChange={(event) => setGiven(event.target.value)}
              />
            )}
          </Field>
          {outcome.kind === "failed" && <Failure error={outcome.error} />}
          <Button type="submit" look="primary" busy={outcome.kind === "busy"}>
            {t.submit}
          </Button>
        </form>
        <aside className="sign-in-help">
          <h2>{t.where}</h2>
          <p>{t.whereLocal}</p>
          <p>{t.whereOther}</p>
        </aside>
      </div>
    </Page>
  );
}
