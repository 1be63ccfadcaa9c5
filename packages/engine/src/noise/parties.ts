import type { Party } from "./branch.ts";

/** Parties in groups of at most `most` shots; larger parties are cut. */
export function inGroups(parties: readonly Party[], most: number): readonly (readonly Party[])[] {
  const groups: Party[][] = [[]];
  let room = most;
  for (const party of parties) {
    for (let rest = party.amount; rest > 0; ) {
      if (room <= 0) {
        groups.push([]);
        room = most;
      }
      const amount = Math.min(rest, room);
      groups.at(-1)?.push(amount === party.amount ? party : { ...party, amount });
      rest -= amount;
      room -= amount;
    }
  }
  return groups;
}

/** Items in two lists, each in the order that they had. */
export function partition<Item>(
  items: readonly Item[],
  isChosen: (item: Item) => boolean,
): [chosen: Item[], rest: Item[]] {
  const parts: [Item[], Item[]] = [[], []];
  for (const item of items) parts[isChosen(item) ? 0 : 1].push(item);
  return parts;
}

/** Takes the shots of a party that meet the same event first out of it. */
export function leaving(party: Party): Party {
  const { errors } = party;
  let count = 1;
  while (count < errors.length && errors[count] === errors[0]) count++;
  party.errors = errors.subarray(count);
  party.amount -= count;
  return { ...party, amount: count, errors: errors.subarray(0, 1) };
}

/** Classical bits with one of them written; the array itself where it has that value. */
export function withBit(bits: Uint8Array, clbit: number, value: number): Uint8Array {
  if (bits[clbit] === value) return bits;
  const copy = bits.slice();
  copy[clbit] = value;
  return copy;
}
