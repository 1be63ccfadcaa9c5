import { InvalidInputError, type OrganisationId, type PersonId } from "@naru/base";
import { type RequestContext, recordTransition } from "../audit/index.ts";
import { newId, type Platform } from "../config/index.ts";
import type { Transaction } from "../db/index.ts";
import { insertOrganisation, insertPerson, type Organisation, type Person } from "./store.ts";

/** Names in both languages; one may be empty, never both. */
export type NewOrganisation = Pick<Organisation, "nameKo" | "nameEn" | "kind">;
export type NewPerson = Pick<Person, "name" | "email" | "locale" | "systemRoles">;

/** Founds an organisation, at once active. */
export async function createOrganisation(
  platform: Platform,
  tx: Transaction,
  context: RequestContext,
  order: NewOrganisation,
): Promise<Organisation> {
  const [nameKo, nameEn] = [order.nameKo.trim(), order.nameEn.trim()];
  if (nameKo === "" && nameEn === "") throw new InvalidInputError("An organisation needs a name, Korean or English.");
  const organisation: Organisation = {
    id: newId<"organisation">(platform) satisfies OrganisationId,
    nameKo,
    nameEn,
    kind: order.kind,
    state: "active",
  };
  await insertOrganisation(tx, organisation, platform.clock.now());
  await recordTransition(tx, {
    ...context,
    projectId: null,
    subjectKind: "organisation",
    subjectId: organisation.id,
    from: null,
    to: organisation.state,
    reason: null,
  });
  return organisation;
}

/** Adds a person. Addresses differ by more than the case of letters; one that is taken is refused. */
export async function createPerson(platform: Platform, tx: Transaction, order: NewPerson): Promise<Person> {
  const person: Person = {
    id: newId<"person">(platform) satisfies PersonId,
    name: order.name.trim(),
    email: order.email.trim().toLowerCase(),
    locale: order.locale,
    systemRoles: order.systemRoles,
  };
  if (person.name === "") throw new InvalidInputError("A person needs a name.");
  if (!/^[^@\s]+@[^@\s]+$/.test(person.email)) {
    throw new InvalidInputError(`"${order.email}" is not a mail address.`, { email: order.email });
  }
  await insertPerson(tx, person, platform.clock.now());
  return person;
}
