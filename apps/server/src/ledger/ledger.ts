import { type JobId, type MembershipId, NotFoundError, type OrganisationId, type ProjectId } from "@naru/base";
import type { RequestContext } from "../audit/index.ts";
import { newId, type Platform } from "../config/index.ts";
import type { Queries, Transaction } from "../db/index.ts";
import { InsufficientCreditError } from "./errors.ts";
import { requireAmount, type SettledHold, settle } from "./settlement.ts";
import {
  type AccountId,
  type Balance,
  type Chain,
  changeAccounts,
  counterAccounts,
  findBalance,
  insertHolds,
  insertTransfers,
  lockAccounts,
  lockChain,
  lockHolds,
  openCap,
  settleHolds,
} from "./store.ts";

export interface HoldOrder {
  readonly jobId: JobId;
  /** A `Caller` will do. */
  readonly caller: Chain;
  readonly amountMicrocredits: number;
}

export interface Settlement {
  readonly jobId: JobId;
  /** What the job cost in the end; 0 gives everything back. */
  readonly amountMicrocredits: number;
}

export interface Allocation {
  /** Whose budget grows. A membership that has no cap gets one. */
  readonly owner: OrganisationId | ProjectId | MembershipId;
  readonly amountMicrocredits: number;
  readonly reason: string;
}

export interface Ledger {
  /**
   * Sets credits aside for a job on each account of its chain, or on none and throws InsufficientCreditError. Nothing
   * set aside (a free job) is written down too, but no account is touched, so that free jobs never wait for each other.
   */
  hold(tx: Transaction, order: HoldOrder): Promise<void>;
  /** Spends what a job cost, at most what was set aside, and gives back the rest. Returns what was spent. */
  capture(tx: Transaction, jobId: JobId, actualMicrocredits: number): Promise<number>;
  /** Gives back everything that was set aside for a job. */
  release(tx: Transaction, jobId: JobId): Promise<void>;
  /** `capture` for many jobs at once, `release` for those that cost nothing although something was set aside. */
  settle(tx: Transaction, jobs: readonly Settlement[]): Promise<void>;
  /** Grants credits. */
  allocate(tx: Transaction, context: RequestContext, allocation: Allocation): Promise<void>;
  /** Of an organisation, a project, or a membership with a cap; throws NotFoundError for what has no account. */
  balance(queries: Queries, owner: OrganisationId | ProjectId | MembershipId): Promise<Balance>;
}

const settlingActor = "system:ledger";

export function openLedger(platform: Platform): Ledger {
  async function settleAll(tx: Transaction, costs: ReadonlyMap<JobId, number | "release">): Promise<SettledHold[]> {
    if (costs.size === 0) return [];
    const holds = Map.groupBy(await lockHolds(tx, [...costs.keys()]), ({ jobId }) => jobId);
    const settled = [...costs].flatMap(([jobId, cost]) => settle(jobId, holds.get(jobId) ?? [], cost));
    const at = platform.clock.now();
    await settleHolds(
      tx,
      settled.map(({ hold, state, capturedMicrocredits }) => ({ id: hold.id, state, capturedMicrocredits })),
      at,
    );
    const charged = settled.filter(({ hold }) => hold.amountMicrocredits > 0);
    if (charged.length === 0) return settled;

    const byAccount = Map.groupBy(charged, ({ hold }) => hold.accountId);
    await lockAccounts(tx, [...byAccount.keys()]);
    const changes = [...byAccount].map(([id, ofAccount]) => ({
      id,
      balance: -sum(ofAccount.map(({ capturedMicrocredits }) => capturedMicrocredits)),
      held: -sum(ofAccount.map(({ hold }) => hold.amountMicrocredits)),
    }));
    await changeAccounts(tx, changes);
    const spent = Map.groupBy(
      charged.filter(({ capturedMicrocredits }) => capturedMicrocredits > 0),
      ({ hold }) => hold.jobId,
    );
    const transfers = [...spent].map(([jobId, ofJob]) => ({
      id: newId<"transfer">(platform),
      kind: "capture" as const,
      jobId,
      reason: "job",
      actor: settlingActor,
      entries: ofJob.flatMap(({ hold, capturedMicrocredits }) => [
        { accountId: hold.accountId, microcredits: -capturedMicrocredits },
        { accountId: counterAccounts[hold.book].vendor, microcredits: capturedMicrocredits },
      ]),
    }));
    if (transfers.length > 0) await insertTransfers(tx, transfers, at);
    return settled;
  }

  return {
    async hold(tx, { jobId, caller, amountMicrocredits }) {
      requireAmount(amountMicrocredits);
      const hold = (accountId: AccountId) =>
        ({ id: newId<"hold">(platform), jobId, accountId, amountMicrocredits, state: "open" }) as const;
      const at = platform.clock.now();
      if (amountMicrocredits === 0) {
        await insertHolds(tx, [hold(accountOf(caller.projectId))], at);
        return;
      }
      const accounts = await lockChain(tx, caller);
      for (const { id, book, balanceMicrocredits, heldMicrocredits } of accounts) {
        const freeMicrocredits = balanceMicrocredits - heldMicrocredits;
        if (freeMicrocredits < amountMicrocredits) {
          const facts = { book, accountId: id, neededMicrocredits: amountMicrocredits, freeMicrocredits };
          throw new InsufficientCreditError(facts);
        }
      }
      const ids = accounts.map(({ id }) => id);
      await changeAccounts(
        tx,
        ids.map((id) => ({ id, balance: 0, held: amountMicrocredits })),
      );
      await insertHolds(tx, ids.map(hold), at);
    },

    async capture(tx, jobId, actualMicrocredits) {
      const settled = await settleAll(tx, new Map([[jobId, actualMicrocredits]]));
      return Math.max(...settled.map(({ capturedMicrocredits }) => capturedMicrocredits));
    },

    async release(tx, jobId) {
      await settleAll(tx, new Map([[jobId, "release"]]));
    },

    async settle(tx, jobs) {
      const costs = jobs.map(({ jobId, amountMicrocredits }) => [jobId, amountMicrocredits || "release"] as const);
      await settleAll(tx, new Map(costs));
    },

    async allocate(tx, context, { owner, amountMicrocredits, reason }) {
      requireAmount(amountMicrocredits);
      if (amountMicrocredits === 0) throw new RangeError("To grant nothing is not a grant.");
      const id = accountOf(owner);
      await openCap(tx, id);
      const [account] = await lockAccounts(tx, [id]);
      if (account === undefined) throw new NotFoundError("account", owner);
      await changeAccounts(tx, [{ id, balance: amountMicrocredits, held: 0 }]);
      const transfer = {
        id: newId<"transfer">(platform),
        kind: "allocate",
        jobId: null,
        reason,
        actor: context.actor,
        entries: [
          { accountId: counterAccounts[account.book].region, microcredits: -amountMicrocredits },
          { accountId: id, microcredits: amountMicrocredits },
        ],
      } as const;
      await insertTransfers(tx, [transfer], platform.clock.now());
    },

    async balance(queries, owner) {
      const balance = await findBalance(queries, accountOf(owner));
      if (balance === null) throw new NotFoundError("account", owner);
      return balance;
    },
  };
}

/** An account has the id of its owner. */
const accountOf = (owner: OrganisationId | ProjectId | MembershipId): AccountId => owner as string as AccountId;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
