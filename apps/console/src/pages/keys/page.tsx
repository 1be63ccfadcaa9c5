import type { CreatedKey, KeyView } from "@naru/sdk";
import { useCallback, useState } from "react";
import { useLoad } from "../../data/index.ts";
import { useText } from "../../language/index.ts";
import { Button } from "../../parts/button/button.tsx";
import { CodeBlock } from "../../parts/code-block/code-block.tsx";
import { Empty } from "../../parts/empty/empty.tsx";
import { Failure } from "../../parts/failure/failure.tsx";
import { Notice } from "../../parts/notice/notice.tsx";
import { Page, Section } from "../../parts/page/page.tsx";
import { Waiting } from "../../parts/waiting/waiting.tsx";
import { useSession } from "../../session/index.ts";
import { CreateKey } from "./create-key.tsx";
import { KeyTable } from "./key-table.tsx";
import { RevokeKey } from "./revoke-key.tsx";
import { text } from "./text.ts";
import "./keys.css";

export function KeysPage() {
  const t = useText(text);
  const { client } = useSession();
  const keys = useLoad(useCallback(() => client.keys(), [client]));
  const [made, setMade] = useState<CreatedKey | null>(null);
  const [asked, setAsked] = useState<KeyView | null>(null);
  const [gone, setGone] = useState<KeyView | null>(null);
  const reload = () => keys.state === "ready" && keys.reload();

  return (
    <Page title={t.title} lead={t.lead}>
      <div className="keys-new">
        {made ? (
          <Notice
            look="good"
            title={t.made(made.key.name)}
            actions={<Button onClick={() => setMade(null)}>{t.done}</Button>}
          >
            <p>{t.once}</p>
            <CodeBlock title={t.secret} code={made.secret} />
          </Notice>
        ) : (
          <CreateKey
            onCreated={(created) => {
              setMade(created);
              setGone(null);
              reload();
            }}
          />
        )}
      </div>
      <Section title={t.list}>
        {gone && <Notice look="good">{t.gone(gone.name)}</Notice>}
        {keys.state === "loading" && <Waiting lines={3} />}
        {keys.state === "failed" && <Failure error={keys.error} retry={keys.retry} />}
        {keys.state === "ready" &&
          (keys.value.length === 0 ? <Empty title={t.empty} /> : <KeyTable keys={keys.value} onRevoke={setAsked} />)}
      </Section>
      {asked && (
        <RevokeKey
          subject={asked}
          onLeave={() => setAsked(null)}
          onRevoked={() => {
            setAsked(null);
            setGone(asked);
            reload();
          }}
        />
      )}
    </Page>
  );
}
