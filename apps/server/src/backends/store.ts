import type { BackendModel, CalibrationSnapshot } from "@naru/backends";
import type { BackendStatus } from "@naru/dialect";
import { sql } from "kysely";
import type { Queries, Transaction } from "../db/index.ts";
import type { PriceUnit, Rates } from "./price.ts";
import { writeSnapshot } from "./snapshot.ts";

/** Makes rows for models that have none yet. The state of a known backend is the operator's and stays. */
export async function registerModels(tx: Transaction, models: readonly BackendModel[]): Promise<void> {
  await sql`
    insert into backends.backend (name, vendor)
    select * from unnest(${models.map((model) => model.spec.name)}::text[], ${models.map((model) => model.spec.vendor)}::text[])
    on conflict (name) do nothing`.execute(tx);
  const fixed = models.flatMap(({ spec, device }) =>
    spec.calibration && !device ? [{ backendName: spec.name, calibration: spec.calibration }] : [],
  );
  await insertSnapshots(tx, fixed);
}

export interface NewSnapshot {
  readonly backendName: string;
  readonly calibration: CalibrationSnapshot;
}

/** Writes snapshots down; those that are there stay as they are. */
export async function insertSnapshots(tx: Transaction, snapshots: readonly NewSnapshot[]): Promise<void> {
  for (const { backendName, calibration } of snapshots) {
    const { body, contentHash } = writeSnapshot(calibration);
    await sql`
      insert into backends.calibration_snapshot (id, backend_name, taken_at, content_hash, body)
      values (${calibration.id}, ${backendName}, ${calibration.takenAt}, ${contentHash}, ${body})
      on conflict do nothing`.execute(tx);
  }
}

/** What the tables say of a backend now. */
export interface BackendRecord {
  readonly name: string;
  readonly state: BackendStatus["state"];
  readonly updatedAt: Date;
  /** The snapshot taken last. */
  readonly snapshotId: string | null;
  readonly rates: Rates;
}

export async function readBackends(queries: Queries): Promise<BackendRecord[]> {
  const { rows } = await sql<{
    name: string;
    state: BackendStatus["state"];
    updated_at: Date;
    snapshot_id: string | null;
    rates: Partial<Record<PriceUnit, number>> | null;
  }>`
    select b.name, b.state, b.updated_at,
      (select s.id from backends.calibration_snapshot s where s.backend_name = b.name
        order by s.taken_at desc, s.id desc limit 1) as snapshot_id,
      (select jsonb_object_agg(current.unit, current.microcredits_per_unit)
        from (select distinct on (unit) unit, microcredits_per_unit from backends.price
          where backend_name = b.name and valid_from <= now() order by unit, valid_from desc, id desc) current) as rates
    from backends.backend b`.execute(queries);
  return rows.map((row) => ({
    name: row.name,
    state: row.state,
    updatedAt: row.updated_at,
    snapshotId: row.snapshot_id,
    rates: row.rates ?? {},
  }));
}
