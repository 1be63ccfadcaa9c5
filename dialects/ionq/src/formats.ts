/** IonQ's identifiers of artifact formats. */
export const formats = {
  probabilities: "ionq.result.probabilities.json.v1",
  probabilitiesV2: "ionq.result.probabilities.json.v2",
  histogram: "ionq.result.histogram.json.v1",
  histogramV2: "ionq.result.histogram.json.v2",
  shots: "ionq.result.shots.json.v1",
  shotsV2: "ionq.result.shots.json.v2",
  aggregate: "ionq.result.probabilities-aggregate.json.v1",
  native: "ionq.native.v1",
} as const;
