import { InvalidInputError, type PersonId, type ProjectId } from "@naru/base";
import { type RequestContext, recordTransition } from "../audit/index.ts";
import { newId, type Platform } from "../config/index.ts";
import type { Transaction } from "../db/index.ts";
import { insertMembership, insertProject, type Membership, type Project } from "./store.ts";

export interface NewProject extends Pick<Project, "organisationId" | "slug" | "name" | "kind"> {
  /** Its principal investigator, who is its first member. */
  readonly principal: PersonId;
}

const slugForm = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Starts a project, at once active, with its principal investigator as the first member. */
export async function createProject(
  platform: Platform,
  tx: Transaction,
  context: RequestContext,
  order: NewProject,
): Promise<{ project: Project; membership: Membership }> {
  if (!slugForm.test(order.slug)) {
    throw new InvalidInputError(
      `"${order.slug}" cannot name a project. Use up to 63 lower-case letters, digits and hyphens, such as "qaoa-2026".`,
      { slug: order.slug },
    );
  }
  if (order.name.trim() === "") throw new InvalidInputError("A project needs a name.");
  const project: Project = {
    id: newId<"project">(platform),
    organisationId: order.organisationId,
    slug: order.slug,
    name: order.name.trim(),
    kind: order.kind,
    state: "active",
    overBudget: "refuse",
  };
  await insertProject(tx, project, platform.clock.now());
  await recordTransition(tx, {
    ...context,
    projectId: project.id,
    subjectKind: "project",
    subjectId: project.id,
    from: null,
    to: project.state,
    reason: null,
  });
  const membership = await addMember(platform, tx, context, project.id, order.principal, "pi");
  return { project, membership };
}

/** Takes a person into a project. */
export async function addMember(
  platform: Platform,
  tx: Transaction,
  context: RequestContext,
  projectId: ProjectId,
  personId: PersonId,
  role: Membership["role"],
): Promise<Membership> {
  const membership: Membership = { id: newId<"membership">(platform), projectId, personId, role };
  await insertMembership(tx, membership, platform.clock.now());
  await recordTransition(tx, {
    ...context,
    projectId,
    subjectKind: "membership",
    subjectId: membership.id,
    from: null,
    to: role,
    reason: null,
  });
  return membership;
}
