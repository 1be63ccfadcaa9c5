import { strToU8 } from "fflate";
import { writeNpy } from "./npy.ts";
import { writeZip } from "./zip-writer.ts";

/** States of one decision node. Those that are lists of lists or of sets keep them part by part. */
export type DecisionStates =
  | { readonly node: number; readonly kind: "array"; readonly states: readonly NlState[] }
  | {
      readonly node: number;
      /** "list" for disjoint lists, "set" for disjoint bit sets, whose states are bytes 0 and 1. */
      readonly kind: "list" | "set";
      readonly states: readonly (readonly (Float64Array | Int8Array)[])[];
    };

export interface NlState {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/**
 * A file of states (`DWNL` 1.0) with as many states of each decision, as dwave-optimization's `States.from_file` reads it.
 * `sizes` are echoed from the model's header; the reader takes them as they are.
 */
export function writeNlStates(decisions: readonly DecisionStates[], stateCount: number): Uint8Array<ArrayBuffer> {
  const info = strToU8(
    JSON.stringify({ decision_state_size: 0, num_nodes: decisions.length, num_states: stateCount, state_size: 0 }),
  );
  const padding = 64 - ((4 + 2 + 4 + info.length + 1) % 64);
  const header = new Uint8Array(4 + 2 + 4 + info.length + 1 + (padding % 64));
  header.set(strToU8("DWNL"));
  header.set([1, 0], 4);
  new DataView(header.buffer).setUint32(6, header.length - 10, true);
  header.fill(0x20, 10);
  header.set(info, 10);
  header[header.length - 1] = 0x0a;
  const files = decisions.flatMap(({ node, kind, states }) =>
    states.flatMap((state, k) =>
      kind === "array"
        ? [
            {
              name: `nodes/${node}/states/${k}/array.npy`,
              bytes: writeNpy((state as NlState).shape, (state as NlState).values),
            },
          ]
        : (state as readonly (Float64Array | Int8Array)[]).map((part, p) => ({
            name: `nodes/${node}/states/${k}/${kind}${p}`,
            bytes: writeNpy([part.length], part),
          })),
    ),
  );
  return writeZip(
    [{ name: "info.json", bytes: info }, { name: "version.txt", bytes: strToU8("1.0") }, ...files],
    header,
  );
}
