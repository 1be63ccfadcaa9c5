import { type Id, type JobId, partId } from "@naru/base";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId, systemPlatform } from "../config/index.ts";
import { type Database, type Transaction, transaction } from "../db/index.ts";
import { testDatabase, testKind } from "../db/testing.ts";
import { type TestMember, testMember } from "../db/testing-rows.ts";
import { openLedger } from "./index.ts";
import { counterAccounts } from "./store.ts";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const ledger = openLedger(systemPlatform);
const context = { actor: "system:test", requestId: null };
const within = <Result>(work: (tx: Transaction) => Promise<Result>) => transaction(database, work);
const newJob = () => newId<"job">(systemPlatform);

type Owner = "organisationId" | "projectId" | "membershipId";
const grant = (member: TestMember, owner: Owner, amountMicrocredits: number) =>
  within((tx) => ledger.allocate(tx, context, { owner: member[owner], amountMicrocredits, reason: "grant" }));
const balance = (member: TestMember, owner: Owner) => ledger.balance(database.kysely, member[owner]);
const hold = (member: TestMember, amountMicrocredits: number, jobId = newJob()) =>
  within(async (tx) => {
    await ledger.hold(tx, { jobId, caller: member, amountMicrocredits });
    return jobId;
  });
const capture = (jobId: JobId, actual: number) => within((tx) => ledger.capture(tx, jobId, actual));
const release = (jobId: JobId) => within((tx) => ledger.release(tx, jobId));

async function memberWith(microcredits: number): Promise<TestMember> {
  const member = await testMember(database);
  await grant(member, "organisationId", microcredits);
  await grant(member, "projectId", microcredits);
  return member;
}

/** What must hold at every instant, whatever has happened. */
async function expectBalanced(): Promise<void> {
  const { rows: books } = await sql<{ total: number }>`
    select sum(amount_microcredits)::bigint as total from ledger.entry
    join ledger.account on account.id = account_id group by book`.execute(database.kysely);
  for (const { total } of books) expect(total).toBe(0);
  const { rows: wrong } = await sql`
    select id from ledger.account where kind = 'budget' and (
      balance_microcredits <> (select coalesce(sum(amount_microcredits), 0) from ledger.entry where account_id = account.id)
      or held_microcredits <> (
        select coalesce(sum(amount_microcredits), 0) from ledger.hold where account_id = account.id and state = 'open')
      or held_microcredits > balance_microcredits)`.execute(database.kysely);
  expect(wrong).toEqual([]);
}

test("a job's credits are set aside in every book, spent as far as used, and the rest is given back", async () => {
  const member = await memberWith(1000);
  const job = await hold(member, 300);
  for (const owner of ["organisationId", "projectId"] as const) {
    expect(await balance(member, owner)).toEqual({
      balanceMicrocredits: 1000,
      heldMicrocredits: 300,
      freeMicrocredits: 700,
    });
  }
  const vendor = () => ledger.balance(database.kysely, counterAccounts.project.vendor as never);
  const before = (await vendor()).balanceMicrocredits;
  expect(await capture(job, 120)).toBe(120);
  for (const owner of ["organisationId", "projectId"] as const) {
    expect(await balance(member, owner)).toEqual({
      balanceMicrocredits: 880,
      heldMicrocredits: 0,
      freeMicrocredits: 880,
    });
  }
  expect((await vendor()).balanceMicrocredits).toBe(before + 120);
  await expectBalanced();
});

test("what was released is free again", async () => {
  const member = await memberWith(1000);
  await release(await hold(member, 1000));
  expect(await balance(member, "projectId")).toMatchObject({ balanceMicrocredits: 1000, freeMicrocredits: 1000 });
  await hold(member, 1000);
});

test("never more is spent than was set aside", async () => {
  const member = await memberWith(1000);
  expect(await capture(await hold(member, 100), 101)).toBe(100);
});

test("a shortage in any book refuses the whole hold, and says which, with facts", async () => {
  const member = await memberWith(1_000_000);
  await grant(member, "projectId", 9_000_000);
  await expect(hold(member, 2_500_000)).rejects.toMatchObject({
    code: "insufficient_credit",
    message:
      "This job needs 2.5 credits; the organisation has 1 free. Ask your organisation's administrator for credits, or make the job smaller.",
    details: {
      book: "organisation",
      accountId: member.organisationId,
      neededMicrocredits: 2_500_000,
      freeMicrocredits: 1_000_000,
    },
  });
  expect(await balance(member, "projectId")).toMatchObject({ heldMicrocredits: 0 });
});

test("a member with a cap is held to it, and others are not", async () => {
  const member = await memberWith(1000);
  const colleague = await testMember(database, { organisationId: member.organisationId, projectId: member.projectId });
  await grant(member, "membershipId", 100);
  await expect(hold(member, 101)).rejects.toMatchObject({ details: { book: "membership", freeMicrocredits: 100 } });
  const job = await hold(member, 100);
  await hold(colleague, 101);
  await capture(job, 40);
  expect(await balance(member, "membershipId")).toMatchObject({ freeMicrocredits: 60 });
  await expectBalanced();
});

test("a free job is written down, and ends once", async () => {
  const member = await testMember(database);
  const job = await hold(member, 0);
  expect(await capture(job, 0)).toBe(0);
  await expect(capture(job, 0)).rejects.toMatchObject({ code: "illegal_transition" });
  expect(await balance(member, "projectId")).toMatchObject({ heldMicrocredits: 0, balanceMicrocredits: 0 });
});

test.skipIf(testKind() === "pglite")("a free job does not wait for the project's accounts", async () => {
  const member = await memberWith(1000);
  const freeJob = Promise.withResolvers<void>();
  const isHeld = Promise.withResolvers<void>();
  const paid = within(async (tx) => {
    await ledger.hold(tx, { jobId: newJob(), caller: member, amountMicrocredits: 10 });
    isHeld.resolve();
    await freeJob.promise; // the accounts stay locked until the free job has come and gone
  });
  await isHeld.promise;
  await capture(await hold(member, 0), 0);
  freeJob.resolve();
  await paid;
  expect(await balance(member, "projectId")).toMatchObject({ heldMicrocredits: 10 });
});

test("a hold ends once: any second end is refused and changes nothing", async () => {
  for (const first of [(job: JobId) => capture(job, 10), release]) {
    for (const second of [(job: JobId) => capture(job, 10), release]) {
      const member = await memberWith(100);
      const job = await hold(member, 50);
      await first(job);
      const after = await balance(member, "projectId");
      await expect(second(job)).rejects.toMatchObject({ code: "illegal_transition" });
      expect(await balance(member, "projectId")).toEqual(after);
    }
  }
});

test("many jobs are settled at once, each by what it cost", async () => {
  const member = await memberWith(1000);
  const costs = [0, 10, 20, 0, 30];
  const jobs = await Promise.all(costs.map((cost, k) => hold(member, k === 3 ? 0 : 2 * cost + 5)));
  const settlements = jobs.map((jobId, k) => ({ jobId, amountMicrocredits: costs[k] ?? 0 }));
  await within((tx) => ledger.settle(tx, settlements));
  await within((tx) => ledger.settle(tx, []));
  expect(await balance(member, "projectId")).toMatchObject({ balanceMicrocredits: 940, heldMicrocredits: 0 });
  await expectBalanced();
  await expect(within((tx) => ledger.settle(tx, settlements))).rejects.toMatchObject({ code: "illegal_transition" });
});

test("in parallel, what is spent and set aside never exceeds what was granted, and the books balance", async () => {
  const granted = 1000;
  const steps = fc.array(fc.record({ amount: fc.integer({ min: 1, max: 200 }), used: fc.nat(250) }), {
    minLength: 20,
    maxLength: 40,
  });
  await fc.assert(
    fc.asyncProperty(steps, fc.boolean(), async (jobs, isCapped) => {
      const member = await memberWith(granted);
      if (isCapped) await grant(member, "membershipId", granted / 2);
      const spent = await Promise.all(
        jobs.map(async ({ amount, used }) => {
          try {
            const job = await hold(member, amount);
            const { freeMicrocredits } = await balance(member, "projectId");
            expect(freeMicrocredits).toBeGreaterThanOrEqual(0);
            if (used % 3 === 0) {
              await release(job);
              return 0;
            }
            return await capture(job, used);
          } catch (error) {
            expect(error).toMatchObject({ code: "insufficient_credit" });
            return 0;
          }
        }),
      );
      const total = spent.reduce((sum, amount) => sum + amount, 0);
      expect(total).toBeLessThanOrEqual(isCapped ? granted / 2 : granted);
      expect(await balance(member, "projectId")).toEqual({
        balanceMicrocredits: granted - total,
        heldMicrocredits: 0,
        freeMicrocredits: granted - total,
      });
    }),
    { numRuns: 8, seed: 3 },
  );
  await expectBalanced();
});

test("jobs of two projects of one organisation do not block each other for ever", async () => {
  const one = await memberWith(10_000);
  const two = await testMember(database, { organisationId: one.organisationId });
  await grant(two, "projectId", 10_000);
  const ids = await Promise.all(Array.from({ length: 20 }, (_, k) => hold(k % 2 === 0 ? one : two, 10)));
  const settle = (jobs: readonly JobId[]) =>
    within((tx) =>
      ledger.settle(
        tx,
        jobs.map((jobId) => ({ jobId, amountMicrocredits: 5 })),
      ),
    );
  await Promise.all([settle(ids.slice(0, 10).reverse()), settle(ids.slice(10)), hold(one, 10), hold(two, 10)]);
  expect(await balance(one, "organisationId")).toMatchObject({ balanceMicrocredits: 9900, heldMicrocredits: 20 });
});

test("the database refuses to change or delete an entry, a transfer or a settled hold", async () => {
  const member = await memberWith(100);
  await capture(await hold(member, 50), 10);
  const attempts = [
    sql`update ledger.entry set amount_microcredits = 1`,
    sql`delete from ledger.entry`,
    sql`truncate ledger.entry`,
    sql`update ledger.transfer set reason = 'other'`,
    sql`delete from ledger.transfer`,
    sql`delete from ledger.hold`,
  ];
  for (const attempt of attempts) await expect(attempt.execute(database.kysely)).rejects.toThrow("append only");
  const reopened = sql`update ledger.hold set state = 'open' where account_id = ${member.projectId}`;
  await expect(reopened.execute(database.kysely)).rejects.toThrow("cannot become open");
});

test("the database refuses a transfer that does not balance, and an account that is overdrawn", async () => {
  const member = await memberWith(100);
  const unbalanced = within(async (tx) => {
    const id = newId<"transfer">(systemPlatform);
    await tx.insertInto("ledger.transfer").values({ id, kind: "allocate", reason: "gift", actor: "me" }).execute();
    const entry = { transfer_id: id, account_id: member.projectId as never, amount_microcredits: 5 };
    await tx.insertInto("ledger.entry").values(entry).execute();
  });
  await expect(unbalanced).rejects.toThrow("does not balance");
  const overdrawn = sql`update ledger.account set held_microcredits = 101 where id = ${member.projectId}`;
  await expect(overdrawn.execute(database.kysely)).rejects.toThrow("violates check constraint");
});

test("what is no whole amount, and what has no account, is refused", async () => {
  const member = await memberWith(100);
  for (const amount of [-1, 0.5, Number.NaN, 2 ** 53]) {
    await expect(hold(member, amount)).rejects.toThrow(RangeError);
    await expect(grant(member, "projectId", amount)).rejects.toThrow(RangeError);
  }
  await expect(grant(member, "projectId", 0)).rejects.toThrow(RangeError);
  const nobody = partId(member.projectId, 1) as Id<"project">;
  await expect(ledger.balance(database.kysely, nobody)).rejects.toMatchObject({ code: "not_found" });
  const granted = within((tx) => ledger.allocate(tx, context, { owner: nobody, amountMicrocredits: 1, reason: "x" }));
  await expect(granted).rejects.toMatchObject({ code: "not_found" });
  await expect(capture(newJob(), 1)).rejects.toThrow("ever set aside");
});
