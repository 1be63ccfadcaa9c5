import { afterAll, beforeAll, expect, test } from "vitest";
import { systemPlatform } from "../config/index.ts";
import { type Database, type Transaction, transaction } from "../db/index.ts";
import { testDatabase } from "../db/testing.ts";
import { createOrganisation, createPerson, findPerson, findPersonByEmail, type NewPerson } from "./index.ts";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const context = { actor: "system:test", requestId: null };
const gildong: NewPerson = { name: "홍길동", email: "Gildong@Example.org ", locale: "ko", systemRoles: ["operator"] };
const add = (person: NewPerson) => transaction(database, (tx) => createPerson(systemPlatform, tx, person));

test("a person is found by id and by address, in any case of letters", async () => {
  const person = await add(gildong);
  expect(person.email).toBe("gildong@example.org");
  expect(await findPerson(database.kysely, person.id)).toEqual(person);
  expect(await findPersonByEmail(database.kysely, "GILDONG@example.org")).toEqual(person);
  expect(await findPersonByEmail(database.kysely, "nobody@example.org")).toBeNull();
});

test("an address belongs to one person", async () => {
  await add({ ...gildong, email: "one@example.org" });
  await expect(add({ ...gildong, email: "ONE@example.org" })).rejects.toMatchObject({ code: "conflict" });
});

test("without a name or an address there is no person", async () => {
  await expect(add({ ...gildong, name: " " })).rejects.toMatchObject({ code: "invalid_input" });
  for (const email of ["", "gildong", "@", "a b@example.org"]) {
    await expect(add({ ...gildong, email })).rejects.toMatchObject({ code: "invalid_input" });
  }
});

test("a new organisation is active, has an account and a share, and its founding is written down", async () => {
  const make = (tx: Transaction) =>
    createOrganisation(systemPlatform, tx, context, { nameKo: "나루 대학교", nameEn: "", kind: "university" });
  const { id, state } = await transaction(database, make);
  expect(state).toBe("active");
  const { kysely } = database;
  const account = await kysely
    .selectFrom("ledger.account")
    .selectAll()
    .where("id", "=", id as never)
    .execute();
  expect(account).toMatchObject([{ book: "organisation", kind: "budget", balance_microcredits: 0 }]);
  const share = await kysely
    .selectFrom("queue.organisation_share")
    .selectAll()
    .where("organisation_id", "=", id)
    .execute();
  expect(share).toMatchObject([{ shares: 1, used: 0 }]);
  const audit = await kysely.selectFrom("audit.entry").selectAll().where("subject_id", "=", id).execute();
  expect(audit).toMatchObject([{ subject_kind: "organisation", from_state: null, to_state: "active" }]);
});

test("an organisation needs a name in one language at least", async () => {
  const nameless = { nameKo: " ", nameEn: "", kind: "company" } as const;
  const made = transaction(database, (tx) => createOrganisation(systemPlatform, tx, context, nameless));
  await expect(made).rejects.toMatchObject({ code: "invalid_input" });
});
