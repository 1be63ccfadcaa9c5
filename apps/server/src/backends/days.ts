import {
  type BackendModel,
  type CalibrationSnapshot,
  calibrationDayAt,
  calibrationDayOf,
  calibrationOf,
  snapshotOf,
} from "@naru/backends";
import { NaruError } from "@naru/base";
import { type Database, transaction } from "../db/index.ts";
import { insertSnapshots, type NewSnapshot } from "./store.ts";

/** A machine that has another calibration each day. */
type DatedModel = BackendModel & Required<Pick<BackendModel, "device">>;

/** Calibrations of machines that have one each day, written down before a job refers to them. */
export interface Days {
  /** Writes down those of the day of this moment, once a day. */
  begin(now: Date): Promise<void>;
  /** The figures of the day of this moment; null for a machine that has no days. */
  snapshot(backendName: string, now: Date): CalibrationSnapshot | null;
  /**
   * The calibration that a job runs with: the one that it names, else today's. Null for a machine that has no days.
   * Throws InvalidInputError for one that the machine never had.
   */
  choose(backendName: string, calibrationId: string | undefined, now: Date): Promise<string | null>;
}

export function openDays(database: Database, models: readonly BackendModel[]): Days {
  const dated = new Map(models.filter((model) => hasDays(model)).map((model) => [model.spec.name, model]));
  /** Days that are written down: `name:day`. */
  const written = new Set<string>();
  const snapshots = new Map<string, { readonly day: string; readonly snapshot: CalibrationSnapshot }>();

  async function write(days: readonly { readonly model: DatedModel; readonly day: string }[]): Promise<void> {
    const missing = days.filter(({ model, day }) => !written.has(keyOf(model, day)));
    if (missing.length === 0) return;
    await transaction(database, (tx) => insertSnapshots(tx, missing.map(newSnapshotOf)));
    for (const { model, day } of missing) written.add(keyOf(model, day));
  }

  return {
    async begin(now) {
      await write(
        [...dated.values()].flatMap((model) => {
          const day = calibrationDayAt(model.device, now);
          return day === null ? [] : [{ model, day }];
        }),
      );
    },

    snapshot(backendName, now) {
      const model = dated.get(backendName);
      const day = model ? calibrationDayAt(model.device, now) : null;
      if (!model || day === null) return null;
      const known = snapshots.get(backendName);
      if (known?.day === day) return known.snapshot;
      const snapshot = snapshotAt(model, day);
      snapshots.set(backendName, { day, snapshot });
      return snapshot;
    },

    async choose(backendName, calibrationId, now) {
      const model = dated.get(backendName);
      if (!model) return null;
      const { device } = model;
      const day =
        calibrationId === undefined
          ? calibrationDayAt(device, now)
          : calibrationDayOf(device, backendName, calibrationId, now);
      if (day === null) {
        throw new NaruError(
          "not_found",
          `The backend ${backendName} has no such calibration. Leave it out for today's.`,
          {
            backend: backendName,
            calibrationId: calibrationId ?? null,
          },
        );
      }
      await write([{ model, day }]);
      return calibrationId ?? snapshotAt(model, day).id;
    },
  };
}

const hasDays = (model: BackendModel): model is DatedModel => model.device !== undefined;

const keyOf = ({ spec }: BackendModel, day: string): string => `${spec.name}:${day}`;

function snapshotAt({ spec, device }: DatedModel, day: string): CalibrationSnapshot {
  const source = spec.calibration?.source ?? spec.description.en;
  return snapshotOf(device, calibrationOf(device, spec.name, day), source);
}

const newSnapshotOf = ({ model, day }: { model: DatedModel; day: string }): NewSnapshot => ({
  backendName: model.spec.name,
  calibration: snapshotAt(model, day),
});
