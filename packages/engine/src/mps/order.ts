import type { Work } from "../work.ts";

/** How often two wires meet in one block. */
export interface Link {
  readonly a: number;
  readonly b: number;
  readonly weight: number;
}

const mostRefinements = 20;
/** About a millisecond. */
const blocksBetweenPauses = 4096;

/** The links of blocks: every two wires of a block meet. */
export function* linksOf(blocks: Iterable<{ readonly wires: readonly number[] }>): Work<Link[]> {
  const weights = new Map<number, { a: number; b: number; weight: number }>();
  let seen = 0;
  for (const { wires } of blocks) {
    if (++seen % blocksBetweenPauses === 0) yield;
    for (let i = 1; i < wires.length; i++) {
      for (let j = 0; j < i; j++) {
        const [a, b] = [Math.min(wires[i], wires[j]), Math.max(wires[i], wires[j])];
        const key = a * 2 ** 26 + b;
        const known = weights.get(key);
        if (known) known.weight++;
        else weights.set(key, { a, b, weight: 1 });
      }
    }
  }
  return [...weights.values()];
}

/**
 * Places wires on a line so that those that meet often are near each other: entry w is the site of wire w.
 *
 * The given order stays unless the one of Cuthill and McKee (Proc. 24th ACM National Conf., 157 (1969)), improved by
 * exchanging neighbours, makes the sum of all distances smaller.
 */
export function placed(wireCount: number, links: readonly Link[]): Int32Array {
  const given = Int32Array.from({ length: wireCount }, (_, wire) => wire);
  const neighbours = Array.from({ length: wireCount }, (): { wire: number; weight: number }[] => []);
  for (const { a, b, weight } of links) {
    neighbours[a].push({ wire: b, weight });
    neighbours[b].push({ wire: a, weight });
  }
  const length = (siteOf: Int32Array) =>
    links.reduce((sum, { a, b, weight }) => sum + weight * Math.abs(siteOf[a] - siteOf[b]), 0);
  const shortest = links.reduce((sum, { weight }) => sum + weight, 0);
  if (length(given) === shortest) return given;
  const other = breadthFirst(neighbours);
  for (const order of [given, other]) refine(order, neighbours);
  return length(other) < length(given) ? other : given;
}

/** Each connected part from an end of it, wires with few neighbours first. */
function breadthFirst(neighbours: readonly { wire: number }[][]): Int32Array {
  const siteOf = new Int32Array(neighbours.length).fill(-1);
  let next = 0;
  const walk = (start: number, visit: (wire: number) => void): number => {
    const seen = new Set([start]);
    const queue = [start];
    for (const wire of queue) {
      visit(wire);
      const around = neighbours[wire].map((neighbour) => neighbour.wire).filter((other) => !seen.has(other));
      for (const other of around.sort((x, y) => neighbours[x].length - neighbours[y].length || x - y)) {
        if (seen.has(other)) continue;
        seen.add(other);
        queue.push(other);
      }
    }
    return queue[queue.length - 1];
  };
  for (let wire = 0; wire < neighbours.length; wire++) {
    if (siteOf[wire] >= 0) continue;
    const end = walk(
      walk(wire, () => {}),
      () => {},
    );
    walk(end, (found) => {
      siteOf[found] = next++;
    });
  }
  return siteOf;
}

/** Exchanges neighbours on the line while that makes the sum of distances smaller. */
function refine(siteOf: Int32Array, neighbours: readonly { wire: number; weight: number }[][]): void {
  const wireAt = new Int32Array(siteOf.length);
  siteOf.forEach((site, wire) => {
    wireAt[site] = wire;
  });
  const pull = (wire: number, from: number, to: number, except: number): number =>
    neighbours[wire].reduce(
      (sum, { wire: other, weight }) =>
        other === except ? sum : sum + weight * (Math.abs(to - siteOf[other]) - Math.abs(from - siteOf[other])),
      0,
    );
  for (let pass = 0; pass < mostRefinements; pass++) {
    let isBetter = false;
    for (let site = 0; site + 1 < wireAt.length; site++) {
      const [a, b] = [wireAt[site], wireAt[site + 1]];
      if (pull(a, site, site + 1, b) + pull(b, site + 1, site, a) >= 0) continue;
      wireAt[site] = b;
      wireAt[site + 1] = a;
      siteOf[a] = site + 1;
      siteOf[b] = site;
      isBetter = true;
    }
    if (!isBetter) return;
  }
}
