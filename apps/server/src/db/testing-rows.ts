import type { MembershipId, OrganisationId, PersonId, ProjectId } from "@naru/base";
import { newId, systemPlatform } from "../config/index.ts";
import { type Database, transaction } from "./database.ts";

/** The ids of a member of a project of an organisation. */
export interface TestMember {
  readonly organisationId: OrganisationId;
  readonly projectId: ProjectId;
  readonly personId: PersonId;
  readonly membershipId: MembershipId;
}

/**
 * Rows that most tests stand on: an organisation, a project, a person and the membership, all active. Parts that are
 * given are taken as they are, so that two members can share a project, or two projects an organisation.
 */
export async function testMember(
  database: Database,
  given: Partial<Pick<TestMember, "organisationId" | "projectId" | "personId">> & { role?: "pi" | "observer" } = {},
): Promise<TestMember> {
  const member: TestMember = {
    organisationId: given.organisationId ?? newId(systemPlatform),
    projectId: given.projectId ?? newId(systemPlatform),
    personId: given.personId ?? newId(systemPlatform),
    membershipId: newId(systemPlatform),
  };
  const { organisationId, projectId, personId, membershipId } = member;
  await transaction(database, async (tx) => {
    if (given.organisationId === undefined) {
      const organisation = { id: organisationId, name_ko: "기관", name_en: "", kind: "institute" } as const;
      await tx.insertInto("organisations.organisation").values(organisation).execute();
    }
    if (given.personId === undefined) {
      const person = { id: personId, name: "Member", email: `${personId}@example.org` };
      await tx.insertInto("organisations.person").values(person).execute();
    }
    if (given.projectId === undefined) {
      const project = { id: projectId, organisation_id: organisationId, slug: projectId, name: "Project" };
      await tx
        .insertInto("projects.project")
        .values({ ...project, kind: "research" })
        .execute();
    }
    await tx
      .insertInto("projects.membership")
      .values({ id: membershipId, project_id: projectId, person_id: personId, role: given.role ?? "pi" })
      .execute();
  });
  return member;
}
