/** A search that goes on in short steps and keeps the best state it has met. */
export interface Searcher {
  readonly name: SearcherName;
  readonly bestEnergy: number;
  /** Goes on for some milliseconds. `secondsLeft` is all the time there is. */
  step(secondsLeft: number): void;
  /** The best state, into n places. */
  best(into: Int8Array): void;
}

export type SearcherName = "anneal" | "tabu" | "temper";
