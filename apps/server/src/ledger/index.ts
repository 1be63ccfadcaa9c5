/**
 * Credits, counted twice. They are set aside when a job is accepted, in the same transaction, and spent or given back
 * when it ends. Three books see the same credits: the organisation's, the project's, and the member's where there is a
 * cap; a job needs room in each.
 *
 * Promised, under any number of parallel jobs: on every budget, what was spent and what is set aside together never
 * exceed what was granted; the entries of every transfer, and so of every book, sum to zero; nothing that was written is
 * changed or deleted. The database keeps watch over all three. Amounts are whole microcredits.
 */
export { InsufficientCreditError } from "./errors.ts";
export { type Allocation, type HoldOrder, type Ledger, openLedger, type Settlement } from "./ledger.ts";
export type { Balance, Book, Chain } from "./store.ts";
