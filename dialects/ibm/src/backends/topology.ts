/** Which qubits of a chip are coupled, and where they lie. */
export interface Topology {
  readonly qubitCount: number;
  /** Each pair once, the smaller number first. */
  readonly edges: readonly (readonly [number, number])[];
  /** Entry k: row and column of qubit k in a drawing. */
  readonly coordinates: readonly (readonly [row: number, column: number])[];
}

/** A chip of rows of neighbouring qubits, joined by single qubits between them. */
export interface HeavyHex {
  /** First and last column of each row. */
  readonly rows: readonly (readonly [first: number, last: number])[];
  /** Columns of the qubits below a row: of rows 0, 2, … and of rows 1, 3, … */
  readonly connectors: readonly [even: readonly number[], odd: readonly number[]];
  /** Whether there are some below the last row too, which end there. */
  readonly endsWithConnectors?: boolean;
}

/** A heavy-hex lattice (every qubit of a hexagonal lattice and one on each of its edges), numbered row by row. */
export function heavyHex({ rows, connectors, endsWithConnectors = false }: HeavyHex): Topology {
  const coordinates: [number, number][] = [];
  /** The number of the qubit at each place, by row and column. */
  const numbers = new Map<string, number>();
  const put = (row: number, column: number) => {
    numbers.set(`${row} ${column}`, coordinates.length);
    coordinates.push([row, column]);
  };
  rows.forEach(([first, last], r) => {
    for (let column = first; column <= last; column++) put(2 * r, column);
    if (r === rows.length - 1 && !endsWithConnectors) return;
    for (const column of connectors[r % 2 === 0 ? 0 : 1]) put(2 * r + 1, column);
  });
  const edges = coordinates.flatMap(([row, column], qubit) => {
    const right = row % 2 === 0 ? numbers.get(`${row} ${column + 1}`) : undefined;
    const below = numbers.get(`${row + 1} ${column}`);
    return [right, below].flatMap((other): [number, number][] => (other === undefined ? [] : [[qubit, other]]));
  });
  return { qubitCount: coordinates.length, edges, coordinates };
}

/** Rows of coupled qubits, each of which is coupled to those above and below; numbered row by row. */
export function squareLattice(rowCount: number, columnCount: number): Topology {
  const coordinates = Array.from({ length: rowCount * columnCount }, (_, qubit): [number, number] => [
    Math.floor(qubit / columnCount),
    qubit % columnCount,
  ]);
  const edges = coordinates.flatMap(([row, column], qubit): [number, number][] => [
    ...(column + 1 < columnCount ? [[qubit, qubit + 1] as [number, number]] : []),
    ...(row + 1 < rowCount ? [[qubit, qubit + columnCount] as [number, number]] : []),
  ]);
  return { qubitCount: rowCount * columnCount, edges, coordinates };
}
