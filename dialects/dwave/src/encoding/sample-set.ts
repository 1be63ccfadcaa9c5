import type { SolvedSamples } from "@naru/workload";

/**
 * Samples of a model as dimod's SampleSet is written in JSON. Samples of two-valued variables are packed: bit i of word i >> 5,
 * counted from the lowest, is variable i, and 1 is spin 1. Others are rows of numbers.
 */
export function writeSampleSet(outcome: SolvedSamples, info: Readonly<Record<string, unknown>>): string {
  const { format, labels, sampleCount, energies, constraints } = outcome;
  const width = labels.length;
  const isPacked = format === "bqm";
  const isSatisfied = constraints && rowsOf(constraints.satisfied, sampleCount, constraints.labels.length);
  // As dimod says it: what may be broken makes no sample infeasible.
  const soft = new Set(constraints?.soft);
  return JSON.stringify({
    type: "SampleSet",
    version: { sampleset_schema: "3.1.0" },
    num_variables: width,
    num_rows: sampleCount,
    variable_labels: labels,
    variable_type: variableType(outcome),
    sample_type: isPacked ? "int8" : format === "dqm" ? "int64" : "float64",
    sample_packed: isPacked,
    sample_data: isPacked
      ? array(packed(outcome), "uint32", [sampleCount, Math.ceil(width / 32)])
      : array(
          rowsOf(outcome.values, sampleCount, width).map((row) => Array.from(row)),
          format === "dqm" ? "int64" : "float64",
          [sampleCount, width],
        ),
    vectors: {
      energy: array(Array.from(energies), "float64", [sampleCount]),
      num_occurrences: array(new Array(sampleCount).fill(1), "int64", [sampleCount]),
      ...(isSatisfied && {
        is_satisfied: array(
          isSatisfied.map((row) => Array.from(row, (one) => one === 1)),
          "bool",
          [sampleCount, constraints.labels.length],
        ),
        is_feasible: array(
          isSatisfied.map((row) => row.every((one, k) => one === 1 || soft.has(k))),
          "bool",
          [sampleCount],
        ),
      }),
    },
    info: { ...(constraints && { constraint_labels: constraints.labels }), ...info },
  });
}

/** The vendor's word for all variables together: the client knows the kind of each from the model. */
function variableType({ format, vartypes }: SolvedSamples): string {
  if (format === "dqm") return "DISCRETE";
  if (format === "cqm") return "INTEGER";
  return vartypes[0] === "spin" ? "SPIN" : "BINARY";
}

const array = (data: readonly unknown[], dataType: string, shape: readonly number[]) => ({
  type: "array",
  data,
  data_type: dataType,
  shape,
  use_bytes: false,
});

function rowsOf<T extends Float64Array | Uint8Array>(values: T, count: number, width: number): T[] {
  return Array.from({ length: count }, (_, row) => values.subarray(row * width, (row + 1) * width) as T);
}

function packed({ values, labels, sampleCount }: SolvedSamples): number[][] {
  const words = Math.ceil(labels.length / 32);
  return rowsOf(values, sampleCount, labels.length).map((row) => {
    const packedRow = new Uint32Array(words);
    row.forEach((value, k) => {
      if (value === 1) packedRow[k >> 5] = (packedRow[k >> 5] ?? 0) | (1 << (k & 31));
    });
    return Array.from(packedRow);
  });
}
