import { type Gates, newGates, type Register, widthOf } from "./register.ts";

/** From which step on a register is needed, and which is the last that reads or changes it. */
export interface Lifetime {
  readonly first: number;
  last: number;
}

/** Memory that registers take in turn. */
export interface Buffer {
  readonly type: Register["type"];
  readonly isShared: boolean;
  /** Of the widest register that it is for. */
  readonly subsystems: number;
}

/** Which buffer holds each register. Registers of one buffer are of one kind and are never needed at the same time. */
export interface Buffers {
  readonly buffers: readonly Buffer[];
  /** By the place of a register. */
  readonly ofPlace: readonly number[];
}

/** Registers must come in the order in which they are first needed. */
export function shareBuffers(registers: readonly Register[], lifetimes: readonly Lifetime[]): Buffers {
  const buffers: { type: Register["type"]; isShared: boolean; subsystems: number }[] = [];
  const ofPlace: number[] = [];
  const free = new Map<string, number[]>();
  const kindOf = ({ type, isShared }: Buffer): string => `${type} ${isShared}`;
  const byEnd = registers.map((_, place) => place).sort((a, b) => lifetimes[a].last - lifetimes[b].last);
  let ended = 0;
  for (const register of registers) {
    // What ends at this step is still read by it.
    while (ended < byEnd.length && lifetimes[byEnd[ended]].last < lifetimes[register.place].first) {
      const buffer = ofPlace[byEnd[ended++]];
      const kind = kindOf(buffers[buffer]);
      const list = free.get(kind);
      if (list) list.push(buffer);
      else free.set(kind, [buffer]);
    }
    const { type, isShared, subsystems } = register;
    const found = free.get(kindOf(register))?.pop() ?? buffers.push({ type, isShared, subsystems: 0 }) - 1;
    buffers[found].subsystems = Math.max(buffers[found].subsystems, subsystems);
    ofPlace.push(found);
  }
  return { buffers, ofPlace };
}

/** Bytes of all buffers for so many samples. */
export const bytesOf = ({ buffers }: Buffers, samples: number): number =>
  buffers.reduce(
    (sum, { type, isShared, subsystems }) => sum + (isShared ? 1 : samples) * subsystems * widthOf(type) ** 2,
    0,
  );

/** Memory for the gates of each register, by place, for up to so many samples. */
export function gatesFor({ buffers, ofPlace }: Buffers, registers: readonly Register[], samples: number): Gates[] {
  const memory = buffers.map(({ type, isShared, subsystems }) => newGates(type, subsystems * (isShared ? 1 : samples)));
  return registers.map(({ place, type, subsystems, isShared }) =>
    memory[ofPlace[place]].subarray(0, subsystems * (isShared ? 1 : samples) * widthOf(type)),
  );
}
