/**
 * Who changed what: one row for each change of a state, written in the transaction that makes the change, and never
 * changed itself; the database refuses that.
 */
export { type RequestContext, recordTransition, recordTransitions, type Transition } from "./store.ts";
