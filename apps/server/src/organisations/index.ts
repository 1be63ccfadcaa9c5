/**
 * Organisations and people, whoever they belong to. An organisation that is not `active` stops every key of its
 * projects. Each organisation has an account in the ledger and a share of the queue from its first moment.
 */
export { createOrganisation, createPerson, type NewOrganisation, type NewPerson } from "./organisations.ts";
export { findPerson, findPersonByEmail, type Organisation, type Person } from "./store.ts";
