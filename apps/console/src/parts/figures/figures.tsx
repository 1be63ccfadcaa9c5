import type { ReactNode } from "react";
import "./figures.css";

export interface Figure {
  readonly name: string;
  readonly value: ReactNode;
}

/** Names and values, as a list that wraps into columns. */
export function Figures({ figures }: { figures: readonly Figure[] }) {
  return (
    <dl className="figures">
      {figures.map((figure) => (
        <div key={figure.name}>
          <dt>{figure.name}</dt>
          <dd>{figure.value}</dd>
        </div>
      ))}
    </dl>
  );
}
