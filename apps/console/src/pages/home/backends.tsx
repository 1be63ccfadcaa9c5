import type { BackendView } from "@naru/sdk";
import type { Loaded } from "../../data/index.ts";
import { useFormats, useLanguage, useText } from "../../language/index.ts";
import { BackendStateBadge, useKindName } from "../../parts/backend-state/backend-state.tsx";
import { Empty } from "../../parts/empty/empty.tsx";
import { Failure } from "../../parts/failure/failure.tsx";
import { Waiting } from "../../parts/waiting/waiting.tsx";
import { Link } from "../../routing/index.ts";
import { text } from "./text.ts";

export function Backends({ backends }: { backends: Loaded<readonly BackendView[]> }) {
  const t = useText(text);
  if (backends.state === "failed") return <Failure error={backends.error} retry={backends.retry} />;
  // Four cards in two rows, in words of a line and a half: about this tall.
  if (backends.state === "loading") return <Waiting lines={7} />;
  if (backends.value.length === 0) return <Empty title={t.noBackends} />;
  return (
    <ul className="home-backends">
      {backends.value.map((backend) => (
        <BackendCard key={backend.name} backend={backend} />
      ))}
    </ul>
  );
}

function BackendCard({ backend }: { backend: BackendView }) {
  const t = useText(text);
  const { language } = useLanguage();
  const { number, duration } = useFormats();
  const kind = useKindName(backend.kind);
  return (
    <li className="home-backend">
      <div className="home-backend-head">
        <h3>
          <Link to={`/backends/${encodeURIComponent(backend.name)}`}>
            <code>{backend.name}</code>
          </Link>
        </h3>
        <BackendStateBadge state={backend.state} />
      </div>
      <p className="soft">{backend.description[language]}</p>
      <dl>
        {backend.kind !== "hybrid" && (
          <div>
            <dt>{t.qubits}</dt>
            <dd>{number(backend.qubitCount)}</dd>
          </div>
        )}
        <div>
          <dt>{t.kind}</dt>
          <dd>{kind}</dd>
        </div>
        <div>
          <dt>{t.queue}</dt>
          <dd>{backend.averageQueueMs === 0 ? t.idle : duration(backend.averageQueueMs)}</dd>
        </div>
      </dl>
    </li>
  );
}
