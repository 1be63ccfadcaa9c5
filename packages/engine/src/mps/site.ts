import type { Matrix, Packed, Workspace } from "./workspace.ts";

/**
 * One tensor of the chain: `left` by 2 by `right` complex numbers, the qubit's index in the middle. Read with 2·left
 * rows or with 2·right columns it is a matrix either way. Never changed once made, so that copies of a chain share it.
 */
export interface Site {
  readonly left: number;
  readonly right: number;
  readonly numbers: Packed;
}

/** A site as a matrix with a row for each value of its left bond and its qubit. */
export const rowsOf = (workspace: Workspace, { left, right, numbers }: Site): Matrix =>
  workspace.load(numbers, 2 * left, right);
/** A site as a matrix with a column for each value of its qubit and its right bond. */
export const columnsOfSite = (workspace: Workspace, { left, right, numbers }: Site): Matrix =>
  workspace.load(numbers, left, 2 * right);

export const siteOfRows = (workspace: Workspace, matrix: Matrix): Site => ({
  left: matrix.rows / 2,
  right: matrix.columns,
  numbers: workspace.pack(matrix),
});
export const siteOfColumns = (workspace: Workspace, matrix: Matrix): Site => ({
  left: matrix.rows,
  right: matrix.columns / 2,
  numbers: workspace.pack(matrix),
});
