import type { BackendView } from "@naru/sdk";
import { useCallback } from "react";
import { useLoad } from "../../data/index.ts";
import { useFormats, useLanguage, useText } from "../../language/index.ts";
import { BackendStateBadge, useKindName } from "../../parts/backend-state/backend-state.tsx";
import { Failure } from "../../parts/failure/failure.tsx";
import { Figures } from "../../parts/figures/figures.tsx";
import { Page, Section } from "../../parts/page/page.tsx";
import { Waiting } from "../../parts/waiting/waiting.tsx";
import { Link } from "../../routing/index.ts";
import { useSession } from "../../session/index.ts";
import { Calibration } from "./calibration.tsx";
import { text } from "./text.ts";
import "./backend.css";

export function BackendPage({ name }: { name: string }) {
  const t = useText(text);
  const { client } = useSession();
  const backends = useLoad(useCallback(() => client.backends(), [client]));
  const back = <Link to="/#backends">{t.back}</Link>;
  if (backends.state !== "ready") {
    return (
      <Page title={name} lead={back}>
        {backends.state === "loading" ? (
          <Waiting lines={8} />
        ) : (
          <Failure error={backends.error} retry={backends.retry} />
        )}
      </Page>
    );
  }
  const backend = backends.value.find((each) => each.name === name);
  if (backend) return <KnownBackend backend={backend} />;
  return (
    <Page title={t.unknown(name)} lead={t.unknownBody}>
      {back}
    </Page>
  );
}

/** Which qubits are joined, in words. */
function joined(connectivity: BackendView["connectivity"], t: (typeof text)["en"], number: (value: number) => string) {
  if (connectivity === "all") return t.allToAll;
  return t.pairs(number("couplers" in connectivity ? connectivity.couplers : connectivity.length));
}

function KnownBackend({ backend }: { backend: BackendView }) {
  const t = useText(text);
  const { language } = useLanguage();
  const { number, duration, moment } = useFormats();
  const kind = useKindName(backend.kind);
  const isEmulated = backend.kind === "emulated_qpu";
  return (
    <Page
      title={backend.name}
      lead={
        <div className="backend-lead">
          <BackendStateBadge state={backend.state} />
          <span>{backend.description[language]}</span>
        </div>
      }
    >
      <div className="backend-what">
        {isEmulated && <h2>{t.what}</h2>}
        <p>{isEmulated ? t.emulated : t.simulator}</p>
        {isEmulated && <p>{t.emulatedLimits}</p>}
      </div>
      <Section title={t.facts}>
        <Figures
          figures={[
            { name: t.kind, value: kind },
            { name: t.vendor, value: backend.vendor },
            { name: t.qubits, value: number(backend.qubitCount) },
            { name: t.connectivity, value: joined(backend.connectivity, t, number) },
            { name: t.natives, value: <Names names={backend.nativeGates} none={t.everyGate} /> },
            { name: t.noiseModels, value: <Names names={backend.noiseModels} none={t.none} /> },
            { name: t.dynamic, value: backend.dynamicCircuits ? t.yes : t.no },
            { name: t.queue, value: backend.averageQueueMs === 0 ? t.idle : duration(backend.averageQueueMs) },
            { name: t.waiting, value: number(backend.queueLength) },
            { name: t.updated, value: moment(new Date(backend.updatedAt)) },
          ]}
        />
      </Section>
      <Section title={t.limits}>
        <Figures
          figures={[
            { name: t.shots, value: t.upTo(number(backend.limits.shots)) },
            { name: t.circuits, value: t.upTo(number(backend.limits.circuits)) },
            { name: t.gates, value: t.upTo(number(backend.limits.gates)) },
          ]}
        />
      </Section>
      {backend.calibration && (
        <Section title={t.calibration} lead={t.median}>
          <Calibration calibration={backend.calibration} />
        </Section>
      )}
    </Page>
  );
}

/** Names as code, or a word for their absence. */
function Names({ names, none }: { names: readonly string[]; none: string }) {
  if (names.length === 0) return none;
  return (
    <span className="backend-names">
      {names.map((name) => (
        <code key={name}>{name}</code>
      ))}
    </span>
  );
}
