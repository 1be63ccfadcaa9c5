import type { Id, JobId, OrganisationId, PersonId, ProjectId } from "@naru/base";
import { sql } from "kysely";
import type { Queries, Transaction } from "../db/index.ts";

export type AccountId = Id<"account">;
export type HoldState = "open" | "captured" | "released";

/** The books, in the order in which their accounts are locked. Whoever locks in another order risks a deadlock. */
export const books = ["membership", "project", "organisation"] as const;
export type Book = (typeof books)[number];

/** Whose budgets a job uses: the member's cap if there is one, the project's and the organisation's. */
export interface Chain {
  readonly organisationId: OrganisationId;
  readonly projectId: ProjectId;
  readonly personId: PersonId;
}

export interface Account {
  readonly id: AccountId;
  readonly book: Book;
  readonly balanceMicrocredits: number;
  readonly heldMicrocredits: number;
}

export interface Hold {
  readonly id: Id<"hold">;
  readonly jobId: JobId;
  readonly accountId: AccountId;
  readonly book: Book;
  readonly amountMicrocredits: number;
  readonly state: HoldState;
}

export interface Balance {
  /** Granted and not spent, what is set aside included. Of a region's or a vendor's account: the sum of its entries. */
  readonly balanceMicrocredits: number;
  /** Set aside for jobs that have not ended. */
  readonly heldMicrocredits: number;
  readonly freeMicrocredits: number;
}

/** The other side of every transfer, in each book: `region` grants, `vendor` takes what was used. Made by a migration. */
export const counterAccounts: Readonly<Record<Book, { readonly region: AccountId; readonly vendor: AccountId }>> = {
  organisation: { region: counterAccount(1), vendor: counterAccount(2) },
  project: { region: counterAccount(3), vendor: counterAccount(4) },
  membership: { region: counterAccount(5), vendor: counterAccount(6) },
};

function counterAccount(number: number): AccountId {
  return `00000000-0000-7000-8000-00000000000${number}` as AccountId;
}

const inOrder = sql`array_position(array['membership', 'project', 'organisation'], account.book), account.id`;
const accountColumns = sql`account.id, account.book, account.balance_microcredits as "balanceMicrocredits",
  account.held_microcredits as "heldMicrocredits"`;

/**
 * The accounts that a job of this chain uses, in the order of `books`, locked until the transaction ends. The lock lets
 * others refer to the rows, as the hold of a free job does.
 */
export async function lockChain(tx: Transaction, { organisationId, projectId, personId }: Chain): Promise<Account[]> {
  const { rows } = await sql<Account>`
    select ${accountColumns}
    from ledger.account as account
    where account.kind = 'budget' and account.id in (
      ${organisationId}, ${projectId},
      (select id from projects.membership where project_id = ${projectId} and person_id = ${personId})
    )
    order by ${inOrder}
    for no key update of account`.execute(tx);
  return rows;
}

/** These accounts, in the same order, locked until the transaction ends. */
export async function lockAccounts(tx: Transaction, ids: readonly AccountId[]): Promise<Account[]> {
  const { rows } = await sql<Account>`
    select ${accountColumns} from ledger.account as account
    where account.id = any(${[...ids]}::uuid[]) order by ${inOrder} for no key update`.execute(tx);
  return rows;
}

/** Opens the account of a membership, which has none until it gets a cap. */
export async function openCap(tx: Transaction, id: AccountId): Promise<void> {
  await sql`
    insert into ledger.account (id, book, kind)
    select id, 'membership', 'budget' from projects.membership where id = ${id}
    on conflict do nothing`.execute(tx);
}

export async function insertHolds(tx: Transaction, holds: readonly Omit<Hold, "book">[], at: Date): Promise<void> {
  const rows = holds.map((hold) => ({
    id: hold.id,
    job_id: hold.jobId,
    account_id: hold.accountId,
    amount_microcredits: hold.amountMicrocredits,
    state: hold.state,
    created_at: at,
  }));
  await tx.insertInto("ledger.hold").values(rows).execute();
}

/** The holds of these jobs, locked until the transaction ends. */
export async function lockHolds(tx: Transaction, jobIds: readonly JobId[]): Promise<Hold[]> {
  const { rows } = await sql<Hold>`
    select hold.id, hold.job_id as "jobId", hold.account_id as "accountId", account.book,
      hold.amount_microcredits as "amountMicrocredits", hold.state
    from ledger.hold as hold join ledger.account as account on account.id = hold.account_id
    where hold.job_id = any(${[...jobIds]}::uuid[])
    order by hold.id for no key update of hold`.execute(tx);
  return rows;
}

export async function settleHolds(
  tx: Transaction,
  settled: readonly { readonly id: Id<"hold">; readonly state: HoldState; readonly capturedMicrocredits: number }[],
  at: Date,
): Promise<void> {
  await sql`
    update ledger.hold
    set state = settled.state, captured_microcredits = settled.captured, settled_at = ${at}
    from unnest(
      ${settled.map(({ id }) => id)}::uuid[],
      ${settled.map(({ state }) => state)}::text[],
      ${settled.map(({ capturedMicrocredits }) => capturedMicrocredits)}::bigint[]
    ) as settled (id, state, captured)
    where hold.id = settled.id`.execute(tx);
}

/** Adds to what accounts have and to what is set aside on them. The rows must be locked already. */
export async function changeAccounts(
  tx: Transaction,
  changes: readonly { readonly id: AccountId; readonly balance: number; readonly held: number }[],
): Promise<void> {
  await sql`
    update ledger.account
    set balance_microcredits = balance_microcredits + change.balance,
      held_microcredits = held_microcredits + change.held
    from unnest(
      ${changes.map(({ id }) => id)}::uuid[],
      ${changes.map(({ balance }) => balance)}::bigint[],
      ${changes.map(({ held }) => held)}::bigint[]
    ) as change (id, balance, held)
    where account.id = change.id`.execute(tx);
}

export interface Transfer {
  readonly id: Id<"transfer">;
  readonly kind: "allocate" | "capture";
  readonly jobId: JobId | null;
  readonly reason: string;
  readonly actor: string;
  /** They sum to zero; the database refuses others when the transaction commits. */
  readonly entries: readonly { readonly accountId: AccountId; readonly microcredits: number }[];
}

export async function insertTransfers(tx: Transaction, transfers: readonly Transfer[], at: Date): Promise<void> {
  await tx
    .insertInto("ledger.transfer")
    .values(transfers.map(({ id, kind, jobId, reason, actor }) => ({ id, kind, job_id: jobId, reason, actor, at })))
    .execute();
  const entries = transfers.flatMap(({ id, entries }) =>
    entries.map(({ accountId, microcredits }) => ({
      transfer_id: id,
      account_id: accountId,
      amount_microcredits: microcredits,
    })),
  );
  await tx.insertInto("ledger.entry").values(entries).execute();
}

export async function findBalance(queries: Queries, id: AccountId): Promise<Balance | null> {
  const { rows } = await sql<Balance>`
    select balance as "balanceMicrocredits", held as "heldMicrocredits", balance - held as "freeMicrocredits"
    from (
      select held_microcredits as held, case kind
        when 'budget' then balance_microcredits
        else (select coalesce(sum(amount_microcredits), 0)::bigint from ledger.entry where account_id = account.id)
      end as balance
      from ledger.account where id = ${id}
    ) as account`.execute(queries);
  return rows[0] ?? null;
}
