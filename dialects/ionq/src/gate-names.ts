/** Names of IonQ's native gates; `zz` exists in both gatesets, with different units. */
export const nativeGateNames: readonly string[] = ["gpi", "gpi2", "ms", "zz", "nop"];

/** Abstract gates as a backend lists them: each once, under the name IonQ writes. */
export const advertisedQisGates: readonly string[] = [
  "x",
  "y",
  "z",
  "h",
  "s",
  "si",
  "t",
  "ti",
  "v",
  "vi",
  "rx",
  "ry",
  "rz",
  "cnot",
  "swap",
  "xx",
  "yy",
  "zz",
  "not",
  "pauliexp",
];
