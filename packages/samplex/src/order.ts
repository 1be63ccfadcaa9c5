import { damaged } from "./fields.ts";

/**
 * An order in which every node comes after those it depends on; of several, the first in the list comes first.
 * Throws InvalidInputError if nodes depend on one another in a circle (Kahn, 10.1145/368996.369025).
 */
export function orderOf(
  nodes: readonly number[],
  links: readonly (readonly [source: number, target: number])[],
): number[] {
  const waits = new Map(nodes.map((node) => [node, 0]));
  const followers = new Map<number, number[]>();
  for (const [source, target] of links) {
    const count = waits.get(target);
    if (count === undefined || !waits.has(source)) continue;
    waits.set(target, count + 1);
    const list = followers.get(source);
    if (list) list.push(target);
    else followers.set(source, [target]);
  }
  const order = nodes.filter((node) => waits.get(node) === 0);
  for (let k = 0; k < order.length; k++) {
    for (const follower of followers.get(order[k]) ?? []) {
      const count = (waits.get(follower) ?? 0) - 1;
      waits.set(follower, count);
      if (count === 0) order.push(follower);
    }
  }
  if (order.length !== nodes.length) throw damaged("The samplex", "nodes depend on one another in a circle");
  return order;
}
