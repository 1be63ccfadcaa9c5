import type { AssignmentView } from "@naru/sdk";
import { useId, useState } from "react";
import { useFormats, useText } from "../../language/index.ts";
import { Field } from "../field/field.tsx";
import { energyText } from "./energy-text.ts";
import { text } from "./solutions-text.ts";
import "./assignment.css";

/** Variables that a person reads; the search finds the others. */
const mostShown = 60;

/** Each variable of one solution with its value: the first of them, or those that are searched for. */
export function Assignment({ assignment }: { assignment: AssignmentView }) {
  const t = useText(text);
  const { number } = useFormats();
  const [sought, setSought] = useState("");
  const [isNonZero, setNonZero] = useState(false);
  const checkbox = useId();
  const { labels, values, unlistedCount } = assignment;
  const word = sought.trim().toLowerCase();
  const found = labels
    .map((label, place) => ({ label, value: values[place] ?? 0, place }))
    .filter(({ label, value }) => label.toLowerCase().includes(word) && (!isNonZero || value !== 0));
  const shown = found.slice(0, mostShown);
  const isLong = labels.length > 12;
  return (
    <>
      {isLong && (
        <div className="assignment-filter">
          <Field label={t.search}>
            {(ties) => (
              <input {...ties} type="search" value={sought} onChange={(event) => setSought(event.target.value)} />
            )}
          </Field>
          {values.includes(0) && (
            <label htmlFor={checkbox}>
              <input
                id={checkbox}
                type="checkbox"
                checked={isNonZero}
                onChange={(event) => setNonZero(event.target.checked)}
              />{" "}
              {t.nonZero}
            </label>
          )}
        </div>
      )}
      <p className="assignment-note soft" aria-live="polite">
        {found.length === 0 && t.nothing}
        {shown.length < found.length && t.matching(number(shown.length), number(found.length))}
      </p>
      <dl className="assignment" aria-label={t.variables}>
        {shown.map(({ label, value, place }) => (
          <div key={place}>
            <dt>{label}</dt>
            <dd>{energyText(value)}</dd>
          </div>
        ))}
      </dl>
      {unlistedCount > 0 && <p className="soft">{t.unlisted(number(unlistedCount))}</p>}
    </>
  );
}
