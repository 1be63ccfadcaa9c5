import type { KeyView } from "@naru/sdk";
import { useFormats, useText } from "../../language/index.ts";
import { Badge } from "../../parts/badge/badge.tsx";
import { Button } from "../../parts/button/button.tsx";
import { Cell, Table } from "../../parts/table/table.tsx";
import { text } from "./text.ts";

export function KeyTable({ keys, onRevoke }: { keys: readonly KeyView[]; onRevoke(key: KeyView): void }) {
  const t = useText(text);
  const { moment } = useFormats();
  return (
    <Table label={t.list} columns={[t.name, t.prefix, t.created, t.used, t.state, t.action]}>
      {keys.map((key) => (
        <tr key={key.id}>
          <Cell label={t.name} isHeading>
            {key.name}
          </Cell>
          <Cell label={t.prefix}>
            <code>{key.prefix}…</code>
          </Cell>
          <Cell label={t.created}>{moment(new Date(key.createdAt))}</Cell>
          <Cell label={t.used}>{key.lastUsedAt ? moment(new Date(key.lastUsedAt)) : t.never}</Cell>
          <Cell label={t.state}>
            <KeyState subject={key} />
          </Cell>
          <Cell label={t.action}>
            {key.revokedAt === null && (
              <Button look="danger" aria-label={t.revokeOf(key.name)} onClick={() => onRevoke(key)}>
                {t.revoke}
              </Button>
            )}
          </Cell>
        </tr>
      ))}
    </Table>
  );
}

function KeyState({ subject }: { subject: KeyView }) {
  const t = useText(text);
  if (subject.revokedAt !== null) return <Badge look="quiet">{t.revoked}</Badge>;
  if (subject.expiresAt !== null && Date.parse(subject.expiresAt) <= Date.now())
    return <Badge look="quiet">{t.expired}</Badge>;
  return <Badge look="good">{subject.isCurrent ? t.current : t.live}</Badge>;
}
