import { NaruError, type OrganisationId, type PersonId } from "@naru/base";
import type { Selectable } from "kysely";
import type { Queries, Tables, Transaction } from "../db/index.ts";

type OrganisationRow = Selectable<Tables["organisations.organisation"]>;
type PersonRow = Selectable<Tables["organisations.person"]>;

export interface Organisation {
  readonly id: OrganisationId;
  readonly nameKo: string;
  readonly nameEn: string;
  readonly kind: OrganisationRow["kind"];
  readonly state: OrganisationRow["state"];
}

export interface Person {
  readonly id: PersonId;
  readonly name: string;
  /** In lower case. */
  readonly email: string;
  readonly locale: PersonRow["locale"];
  /** Roles in the widest scope, such as `operator`. */
  readonly systemRoles: readonly string[];
}

export async function insertOrganisation(tx: Transaction, organisation: Organisation, at: Date): Promise<void> {
  const { id, nameKo, nameEn, kind, state } = organisation;
  await tx
    .insertInto("organisations.organisation")
    .values({ id, name_ko: nameKo, name_en: nameEn, kind, state, created_at: at })
    .execute();
}

/** Throws `conflict` when the address is taken. */
export async function insertPerson(tx: Transaction, person: Person, at: Date): Promise<void> {
  const { id, name, email, locale, systemRoles } = person;
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto("organisations.person")
    .values({ id, name, email, locale, system_roles: [...systemRoles], created_at: at })
    .onConflict((conflict) => conflict.column("email").doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows === 0n)
    throw new NaruError("conflict", `${email} is taken by another person.`, { email });
}

export const findPersonByEmail = async (queries: Queries, email: string): Promise<Person | null> =>
  personOf(await people(queries).where("email", "=", email.trim().toLowerCase()).executeTakeFirst());

export const findPerson = async (queries: Queries, id: PersonId): Promise<Person | null> =>
  personOf(await people(queries).where("id", "=", id).executeTakeFirst());

const people = (queries: Queries) => queries.selectFrom("organisations.person").selectAll();

const personOf = (row: PersonRow | undefined): Person | null =>
  row === undefined
    ? null
    : { id: row.id, name: row.name, email: row.email, locale: row.locale, systemRoles: row.system_roles };
