import type { BackendView, JobView } from "@naru/sdk";
import { type FormEvent, useState } from "react";
import { useFormats, useText } from "../../language/index.ts";
import { Button } from "../../parts/button/button.tsx";
import { Failure } from "../../parts/failure/failure.tsx";
import { Field } from "../../parts/field/field.tsx";
import { useSession } from "../../session/index.ts";
import { formatOf } from "./format-of.ts";
import { text } from "./text.ts";

const bell = `OPENQASM 3.0;
include "stdgates.inc";

qubit[2] q;
bit[2] c;

h q[0];
cx q[0], q[1];
c = measure q;
`;

/** Takes a program, a backend and a number of shots, and submits them. */
export function TryForm(props: { backends: readonly BackendView[]; onSubmitted(job: JobView): void }) {
  const t = useText(text);
  const { number } = useFormats();
  const { client } = useSession();
  const [program, setProgram] = useState(bell);
  const [backendName, setBackendName] = useState("simulator");
  const [shots, setShots] = useState("1000");
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const online = props.backends.filter((backend) => backend.state === "online" && runsCircuits(backend));
  const backend = online.find((each) => each.name === backendName) ?? online[0];
  const mostShots = backend?.limits.shots ?? 1_000_000;
  const isValid = /^\d+$/.test(shots.trim()) && Number(shots) >= 1 && Number(shots) <= mostShots;

  const run = async (event: FormEvent) => {
    event.preventDefault();
    if (!backend || !isValid || isBusy) return;
    setBusy(true);
    setError(null);
    try {
      const order = {
        backend: backend.name,
        format: formatOf(program),
        program,
        shots: Number(shots),
        name: t.jobName,
      };
      props.onSubmitted(await client.submit(order));
    } catch (refusal) {
      setError(refusal);
    } finally {
      setBusy(false);
    }
  };

  return (
    <form className="home-form" onSubmit={run} noValidate>
      <Field label={t.source}>
        {(ties) => (
          <textarea
            {...ties}
            rows={11}
            wrap="off"
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            translate="no"
            value={program}
            onChange={(event) => setProgram(event.target.value)}
          />
        )}
      </Field>
      <div className="home-form-row">
        <Field label={t.backend}>
          {(ties) => (
            <select {...ties} value={backend?.name ?? ""} onChange={(event) => setBackendName(event.target.value)}>
              {online.map((each) => (
                <option key={each.name} value={each.name}>
                  {each.name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={t.shots} error={isValid ? null : t.shotsWrong(number(mostShots))}>
          {(ties) => (
            <input {...ties} inputMode="numeric" value={shots} onChange={(event) => setShots(event.target.value)} />
          )}
        </Field>
        <Button type="submit" look="primary" busy={isBusy} disabled={!backend || !isValid}>
          {t.run}
        </Button>
      </div>
      {error !== null && <Failure error={error} />}
    </form>
  );
}

const runsCircuits = ({ kind }: BackendView): boolean => kind === "simulator" || kind === "emulated_qpu";
