import type { ReactNode } from "react";
import "./table.css";

/** Rows of facts. On a narrow screen each row becomes a card, and each cell says its own label. */
export function Table(props: { label: string; columns: readonly string[]; children: ReactNode }) {
  return (
    <table className="table" aria-label={props.label}>
      <thead>
        <tr>
          {props.columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{props.children}</tbody>
    </table>
  );
}

export interface CellProps {
  /** The column's name, shown beside the value where there are no columns. */
  readonly label: string;
  /** Names the row. */
  readonly isHeading?: boolean;
  readonly isNumber?: boolean;
  readonly children: ReactNode;
}

export function Cell({ label, isHeading = false, isNumber = false, children }: CellProps) {
  const className = isNumber ? "number" : undefined;
  return isHeading ? (
    <th scope="row" data-label={label} className={className}>
      {children}
    </th>
  ) : (
    <td data-label={label} className={className}>
      {children}
    </td>
  );
}
