import { type Graph, workingGraphOf } from "@naru/annealer";
import type { AnnealerMachine } from "@naru/backends";

/** The working part of a machine, in the vendor's order, which the lists of a problem follow. */
export interface WorkingPart extends Graph {
  /** Changes when the graph does: a problem names the graph that it was made for. */
  readonly graphId: string;
}

const known = new WeakMap<AnnealerMachine, WorkingPart>();

/** Drawn the first time it is asked for, some tens of milliseconds. */
export function workingPartOf(machine: AnnealerMachine): WorkingPart {
  const cached = known.get(machine);
  if (cached) return cached;
  const graph = workingGraphOf(machine.graph);
  const part = { ...graph, graphId: `01${digestOf([graph.qubits, graph.first, graph.second])}` };
  known.set(machine, part);
  return part;
}

/** Eight hexadecimal digits of lists of numbers: FNV-1a (Fowler, Noll, Vo), which tells apart what nobody made alike. */
function digestOf(lists: readonly Int32Array[]): string {
  let hash = 0x811c9dc5;
  for (const list of lists) {
    for (const byte of new Uint8Array(list.buffer, list.byteOffset, list.byteLength)) {
      hash = Math.imul(hash ^ byte, 0x01000193);
    }
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
