/** What a statement gave back. `rowCount` counts the rows that were returned or changed. */
export interface QueryResult<Row = Record<string, unknown>> {
  readonly command: string;
  readonly rowCount: number;
  readonly rows: Row[];
}

/** One session of the database, borrowed for a statement or for a whole transaction. */
export interface Session {
  /** Without values, `text` may hold several statements; the result of the last one is returned. */
  query<Row>(text: string, values?: readonly unknown[]): Promise<QueryResult<Row>>;
  /** Gives the session back; with `true` it is thrown away, since its state is in doubt. */
  release(discard?: boolean): void;
}

/** The narrow waist between Kysely and the kinds of database: node-postgres has it, and PGlite is given it. */
export interface SessionPool {
  connect(): Promise<Session>;
  end(): Promise<void>;
}

/** Called with the payload of each notification of one channel. */
export type NotificationHandler = (payload: string) => void;

export interface Subscriptions {
  /**
   * Starts listening; when this resolves, no later notification of the channel is missed while the connection lasts.
   * `onGap` is called when a connection was lost and found again: what was notified in between is unknown.
   */
  listen(channel: string, handler: NotificationHandler, onGap?: () => void): Promise<() => Promise<void>>;
  end(): Promise<void>;
}
