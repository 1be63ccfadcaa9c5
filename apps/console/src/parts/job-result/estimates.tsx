import type { EstimateResultView } from "@naru/sdk";
import { useFormats, useText } from "../../language/index.ts";
import { Cell, Table } from "../table/table.tsx";
import { text } from "./estimates-text.ts";

/** Rows that a person reads; a program reads the rest. */
const mostRows = 200;
const digits = 6;

/** The expectation values of one circuit, each with its place in the array and its standard error. */
export function Estimates({ item }: { item: EstimateResultView }) {
  const t = useText(text);
  const { number } = useFormats();
  const shown = item.values.slice(0, mostRows);
  const hidden = item.unlistedValues + item.values.length - shown.length;
  return (
    <>
      <Table label={t.values} columns={[t.index, t.value, t.error]}>
        {shown.map(({ index, value, standardError }) => (
          <tr key={index.join()}>
            <Cell label={t.index} isHeading>
              {index.length === 0 ? t.single : <code>[{index.join(", ")}]</code>}
            </Cell>
            <Cell label={t.value} isNumber>
              {value.toFixed(digits)}
            </Cell>
            <Cell label={t.error} isNumber>
              {item.shots === 0 ? t.exact : `± ${standardError.toFixed(digits)}`}
            </Cell>
          </tr>
        ))}
      </Table>
      {hidden > 0 && <p className="soft">{t.moreValues(number(hidden))}</p>}
    </>
  );
}
