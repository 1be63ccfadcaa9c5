import type { JsonObject } from "@naru/dialect";
import { type AnnealOutcome, type MachineTiming, writeBase64 } from "@naru/workload";

/**
 * An answer in the format `qp`. Energies travel without the offset, which is told beside them: the client adds it.
 *
 * @param qubitCount of the solver, with those that do not work
 * @param offset of the problem as it was sent
 */
export function writeQpAnswer(outcome: AnnealOutcome, qubitCount: number, offset: number): JsonObject {
  const { qubits, energies, occurrences, timing } = outcome;
  return {
    format: "qp",
    num_variables: qubitCount,
    active_variables: writeBase64(littleEndian(qubits, 4, (view, at, value) => view.setInt32(at, value, true))),
    solutions: writeBase64(rowsOf(outcome)),
    energies: writeBase64(littleEndian(energies, 8, (view, at, value) => view.setFloat64(at, value - offset, true))),
    num_occurrences: writeBase64(littleEndian(occurrences, 4, (view, at, value) => view.setInt32(at, value, true))),
    timing: writeTiming(timing),
    offset,
  };
}

/** Row by row, whole bytes each: the first active qubit is the highest bit of the first byte. */
function rowsOf({ qubits, bits, energies }: AnnealOutcome): Uint8Array {
  const width = qubits.length;
  const rowBytes = Math.ceil(width / 8);
  const rows = new Uint8Array(rowBytes * energies.length);
  let from = 0;
  for (let row = 0; row < energies.length; row++) {
    for (let at = row * rowBytes; at < (row + 1) * rowBytes; at++) {
      const end = Math.min(from + 8, (row + 1) * width);
      let byte = 0;
      for (let bit = 0x80; from < end; from++, bit >>= 1) if (bits[from] === 1) byte |= bit;
      rows[at] = byte;
    }
  }
  return rows;
}

/** Microseconds, in the vendor's words. */
const writeTiming = (timing: MachineTiming): JsonObject => ({
  qpu_sampling_time: timing.samplingUs,
  qpu_anneal_time_per_sample: timing.annealUsPerSample,
  qpu_readout_time_per_sample: timing.readoutUsPerSample,
  qpu_access_time: timing.accessUs,
  qpu_access_overhead_time: timing.overheadUs,
  qpu_programming_time: timing.programmingUs,
  qpu_delay_time_per_sample: timing.delayUsPerSample,
  total_post_processing_time: timing.postProcessingUs,
  post_processing_overhead_time: timing.postProcessingUs,
});

function littleEndian(
  values: ArrayLike<number>,
  width: number,
  set: (view: DataView, at: number, value: number) => void,
): Uint8Array {
  const view = new DataView(new ArrayBuffer(width * values.length));
  for (let k = 0; k < values.length; k++) set(view, k * width, values[k] ?? 0);
  return new Uint8Array(view.buffer);
}
