import { seeded } from "@naru/base";
import { expect, test } from "vitest";
import { packed, samplexByHand } from "./by-hand.testing.ts";
import { readSamplex } from "./read.ts";

/** Draws Paulis on three qubits and tells which of them flip, of all and of a slice. */
const sliced = (indices: string, count: number) =>
  samplexByHand({
    bits: { all: 3, some: count },
    nodes: [
      { id: "N14", register_name: "a", distribution: JSON.stringify({ id: "D0", num_subsystems: 3 }) },
      {
        ...{ id: "N9", input_register_name: "a", input_type: "pauli", output_register_name: "b", output_type: "z2" },
        ...{ slice_idxs: indices, is_slice: "true" },
      },
      {
        ...{ id: "N4", existing_name: "a", existing_type: "pauli", new_name: "c", new_type: "z2" },
        ...{ num_subsystems: "3", remove_existing: "False" },
      },
      collect("c", "all", 3),
      collect("b", "some", count),
    ],
    links: [
      [0, 1],
      [0, 2],
    ],
  });

function collect(register: string, output: string, count: number) {
  const indices = Array.from({ length: count }, (_, k) => k);
  const list = packed("u32", [count], indices);
  return { id: "N2", register_name: register, output_name: output, subsystem_indices: list, output_indices: list };
}

test.each([
  ["[0,4,2]", [0, 2], "ends a step after the last index, beyond the register"],
  ["[0,2,1]", [0, 1], "ends within the register"],
  ["[2,null,-2]", [2, 0], "runs backwards"],
  ["[1,null,1]", [1, 2], "has no end"],
])("the slice %s takes %j: it %s", (indices, expected) => {
  const samplex = readSamplex(sliced(indices, expected.length)).bind({}, [100]);
  const { outputs } = samplex.sample(seeded(3));
  const [all, some] = [outputs.all?.bits ?? [], outputs.some?.bits ?? []];
  expect(some).toHaveLength(100 * expected.length);
  for (let draw = 0; draw < 100; draw++) {
    expected.forEach((subsystem, k) => {
      expect(some[draw * expected.length + k]).toBe(all[draw * 3 + subsystem]);
    });
  }
});
