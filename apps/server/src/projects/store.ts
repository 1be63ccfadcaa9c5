import { type MembershipId, NaruError, type OrganisationId, type PersonId, type ProjectId } from "@naru/base";
import { type Selectable, sql } from "kysely";
import type { Queries, Tables, Transaction } from "../db/index.ts";

type ProjectRow = Selectable<Tables["projects.project"]>;
type MembershipRow = Selectable<Tables["projects.membership"]>;

export interface Project {
  readonly id: ProjectId;
  readonly organisationId: OrganisationId;
  /** Names the project in addresses; lower case. */
  readonly slug: string;
  readonly name: string;
  readonly kind: ProjectRow["kind"];
  readonly state: ProjectRow["state"];
  /** What happens to an order that the budget does not cover. */
  readonly overBudget: ProjectRow["over_budget"];
}

export interface Membership {
  readonly id: MembershipId;
  readonly projectId: ProjectId;
  readonly personId: PersonId;
  readonly role: MembershipRow["role"];
}

/** Throws `conflict` when the slug is taken. */
export async function insertProject(tx: Transaction, project: Project, at: Date): Promise<void> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto("projects.project")
    .values({
      id: project.id,
      organisation_id: project.organisationId,
      slug: project.slug,
      name: project.name,
      kind: project.kind,
      state: project.state,
      over_budget: project.overBudget,
      created_at: at,
    })
    .onConflict((conflict) => conflict.column("slug").doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows === 0n) {
    throw new NaruError("conflict", `The name "${project.slug}" is taken by another project.`, { slug: project.slug });
  }
}

/** Throws `conflict` when the person is a member already. */
export async function insertMembership(tx: Transaction, membership: Membership, at: Date): Promise<void> {
  const { id, projectId, personId, role } = membership;
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto("projects.membership")
    .values({ id, project_id: projectId, person_id: personId, role, created_at: at })
    .onConflict((conflict) => conflict.columns(["project_id", "person_id"]).doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows === 0n) {
    throw new NaruError("conflict", "This person is a member of the project already.", { projectId, personId });
  }
}

export const findProject = async (queries: Queries, id: ProjectId): Promise<Project | null> =>
  projectOf(await projects(queries).where("id", "=", id).executeTakeFirst());

export const findProjectBySlug = async (queries: Queries, slug: string): Promise<Project | null> =>
  projectOf(await projects(queries).where("slug", "=", slug).executeTakeFirst());

export async function findMembership(
  queries: Queries,
  scope: { readonly projectId: ProjectId; readonly personId: PersonId },
): Promise<Membership | null> {
  const row = await queries
    .selectFrom("projects.membership")
    .selectAll()
    .where("project_id", "=", scope.projectId)
    .where("person_id", "=", scope.personId)
    .executeTakeFirst();
  return row === undefined ? null : { id: row.id, projectId: row.project_id, personId: row.person_id, role: row.role };
}

/** Lets one process at a time through, until its transaction ends. */
export async function takeTurn(tx: Transaction, name: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext(${name}))`.execute(tx);
}

const projects = (queries: Queries) => queries.selectFrom("projects.project").selectAll();

const projectOf = (row: ProjectRow | undefined): Project | null =>
  row === undefined
    ? null
    : {
        id: row.id,
        organisationId: row.organisation_id,
        slug: row.slug,
        name: row.name,
        kind: row.kind,
        state: row.state,
        overBudget: row.over_budget,
      };
