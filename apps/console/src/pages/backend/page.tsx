import type { BackendView } from "@naru/sdk";
import { useCallback } from "react";
import { useLoad } from "../../data/index.ts";
import { useFormats, useLanguage, useText } from "../../language/index.ts";
import { BackendStateBadge, useKindName } from "../../parts/backend-state/backend-state.tsx";
import { Failure } from "../../parts/failure/failure.tsx";
import { type Figure, Figures } from "../../parts/figures/figures.tsx";
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

const runsCircuits = ({ kind }: BackendView): boolean => kind === "simulator" || kind === "emulated_qpu";

/** What a machine is made of; a solver is made of nothing. */
function machineFacts(backend: BackendView, t: (typeof text)["en"], number: (value: number) => string): Figure[] {
  if (backend.kind === "hybrid") return [];
  const qubits = [
    { name: t.qubits, value: number(backend.qubitCount) },
    { name: t.connectivity, value: joined(backend.connectivity, t, number) },
  ];
  if (!runsCircuits(backend)) {
    const { connectivity } = backend;
    if (typeof connectivity !== "object" || !("topology" in connectivity)) return qubits;
    const { topology, shape } = connectivity;
    return [...qubits, { name: t.topology, value: <code>{`${topology} [${shape.join(", ")}]`}</code> }];
  }
  return [
    ...qubits,
    { name: t.natives, value: <Names names={backend.nativeGates} none={t.everyGate} /> },
    { name: t.noiseModels, value: <Names names={backend.noiseModels} none={t.none} /> },
    { name: t.dynamic, value: backend.dynamicCircuits ? t.yes : t.no },
  ];
}

function limitsOf(backend: BackendView, t: (typeof text)["en"], number: (value: number) => string): Figure[] {
  const { shots, circuits, gates } = backend.limits;
  if (!runsCircuits(backend)) return [{ name: t.reads, value: t.upTo(number(shots)) }];
  return [
    { name: t.shots, value: t.upTo(number(shots)) },
    { name: t.circuits, value: t.upTo(number(circuits)) },
    { name: t.gates, value: t.upTo(number(gates)) },
  ];
}

function KnownBackend({ backend }: { backend: BackendView }) {
  const t = useText(text);
  const { language } = useLanguage();
  const { number, duration, moment } = useFormats();
  const kind = useKindName(backend.kind);
  const limits = t.aboutLimits[backend.kind];
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
        {limits !== "" && <h2>{t.what}</h2>}
        <p>{t.about[backend.kind]}</p>
        {limits !== "" && <p>{limits}</p>}
      </div>
      <Section title={t.facts}>
        <Figures
          figures={[
            { name: t.kind, value: kind },
            { name: t.vendor, value: backend.vendor },
            ...machineFacts(backend, t, number),
            { name: t.queue, value: backend.averageQueueMs === 0 ? t.idle : duration(backend.averageQueueMs) },
            { name: t.waiting, value: number(backend.queueLength) },
            { name: t.updated, value: moment(new Date(backend.updatedAt)) },
          ]}
        />
      </Section>
      {backend.kind !== "hybrid" && (
        <Section title={t.limits}>
          <Figures figures={limitsOf(backend, t, number)} />
        </Section>
      )}
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
