import { seeded } from "@naru/base";
import { expect, test } from "vitest";
import { packed, samplexByHand } from "./by-hand.testing.ts";
import { readSamplex } from "./read.ts";

/** X errors on two qubits and the sign of the whole, as bits. */
const noisy = samplexByHand({
  inputs: {
    "pauli_lindblad_maps.map": { id: "S0", num_qubits: 2, num_terms: "terms" },
    "noise_scales.scale": { id: "S1", shape: [], dtype: "float64", optional: true },
  },
  bits: { flips: 2, signs: 1 },
  nodes: [
    {
      id: "N5",
      register_name: "e",
      sign_register_name: "s",
      noise_ref: "map",
      modifier_ref: "scale",
      num_subsystems: "2",
    },
    {
      ...{ id: "N4", existing_name: "e", existing_type: "pauli", new_name: "b", new_type: "z2" },
      ...{ num_subsystems: "2", remove_existing: "True" },
    },
    bits("b", "flips", [0, 1]),
    bits("s", "signs", [0]),
  ],
});

function bits(register: string, output: string, indices: readonly number[]) {
  const list = packed("u32", [indices.length], indices);
  return { id: "N2", register_name: register, output_name: output, subsystem_indices: list, output_indices: list };
}

const draws = 40_000;

function meansOf(terms: readonly unknown[], scale?: number) {
  const map = { sparse_terms: terms, num_qubits: 2 };
  const given = { "pauli_lindblad_maps.map": map, ...(scale !== undefined && { "noise_scales.scale": scale }) };
  const { outputs } = readSamplex(noisy).bind(given, [draws]).sample(seeded(9));
  const [flips, signs] = [outputs.flips?.bits ?? [], outputs.signs?.bits ?? []];
  let [first, both, sign] = [0, 0, 0];
  for (let k = 0; k < draws; k++) {
    const [a, b] = [1 - 2 * (flips[2 * k] ?? 0), 1 - 2 * (flips[2 * k + 1] ?? 0)];
    first += a;
    both += a * b;
    sign += 1 - 2 * (signs[k] ?? 0);
  }
  return { first: first / draws, both: both / draws, sign: sign / draws };
}

/** Five standard errors of the mean of values ±1. */
const tolerance = 5 / Math.sqrt(draws);

test("each term is there with the chance of its rate: means of ±1 fall by e^(−2r) for each term that flips", () => {
  const { first, both, sign } = meansOf([
    ["X", [0], 0.3],
    ["YX", [1, 0], 0.2],
    ["Z", [0], 5],
  ]);
  expect(Math.abs(first - Math.exp(-2 * 0.5))).toBeLessThan(tolerance);
  expect(Math.abs(both - Math.exp(-2 * 0.3))).toBeLessThan(tolerance);
  expect(sign).toBe(1);
});

test("a term of negative rate is drawn as often and turns the sign", () => {
  const { first, sign } = meansOf([
    ["X", [0], -0.3],
    ["X", [1], 0.4],
  ]);
  expect(Math.abs(first - Math.exp(-2 * 0.3))).toBeLessThan(tolerance);
  expect(Math.abs(sign - Math.exp(-2 * 0.3))).toBeLessThan(tolerance);
});

test("a scale of −2 doubles the rates and turns them around", () => {
  const { first, sign } = meansOf([["X", [0], 0.15]], -2);
  expect(Math.abs(first - Math.exp(-2 * 0.3))).toBeLessThan(tolerance);
  expect(Math.abs(sign - Math.exp(-2 * 0.3))).toBeLessThan(tolerance);
});
