/**
 * Projects and their members. A project belongs to one organisation and has, from its first moment, an account in the
 * ledger and a share of the queue; everything a job does is scoped by it. `bootstrap` makes what a first start needs.
 */
export { type Bootstrap, type BootstrapParts, bootstrap } from "./bootstrap.ts";
export { addMember, createProject, type NewProject } from "./projects.ts";
export { findMembership, findProject, findProjectBySlug, type Membership, type Project } from "./store.ts";
