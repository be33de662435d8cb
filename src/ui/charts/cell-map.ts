/** Cells of a map by row and column, as they lie on the canvas, in CSS pixels. */
export interface CellGrid {
  readonly rows: number;
  readonly columns: number;
  /** Room for the names at the left and on top. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Cell {
  readonly row: number;
  readonly column: number;
}

export interface CellPicture {
  readonly grid: CellGrid;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** Null where there is nothing to say. */
  readonly value: (row: number, column: number) => number | null;
  readonly format: (value: number) => string;
  /** The value drawn strongest. */
  readonly top: number;
  readonly cells: { readonly at: Cell | null; readonly picked: Cell | null };
}

const READABLE = 11;
const LONGEST = 150;

/** Cells fill the width they get, square where there are many, and never so tall that a map leaves the screen. */
export function cellGrid(
  rows: number,
  columns: number,
  width: number,
  longest: { rows: number; columns: number },
): CellGrid {
  const label = (characters: number) => Math.min(LONGEST, 14 + 6.2 * characters, width * 0.3);
  const left = label(longest.rows);
  const cell = Math.min(56, (width - left - 4) / Math.max(1, columns));
  const height = Math.max(3, Math.min(cell, rows > 40 ? 14 : 28));
  const named = cell >= READABLE;
  return { rows, columns, left, top: named ? label(longest.columns) : 6, width: cell, height };
}

export const mapWidth = (grid: CellGrid): number => grid.left + grid.columns * grid.width + 2;
export const mapHeight = (grid: CellGrid): number => grid.top + grid.rows * grid.height + 2;

/** The cell at a point of the canvas. */
export function cellAt(grid: CellGrid, x: number, y: number): Cell | null {
  const column = Math.floor((x - grid.left) / grid.width);
  const row = Math.floor((y - grid.top) / grid.height);
  return row >= 0 && row < grid.rows && column >= 0 && column < grid.columns ? { row, column } : null;
}

/** Where a key leads from a cell; null where it does not move. */
export function nextCell(key: string, { row, column }: Cell, grid: CellGrid): Cell | null {
  const steps = new Map([
    ['ArrowDown', [row + 1, column]],
    ['ArrowUp', [row - 1, column]],
    ['ArrowRight', [row, column + 1]],
    ['ArrowLeft', [row, column - 1]],
    ['Home', [row, 0]],
    ['End', [row, grid.columns - 1]],
    ['PageUp', [0, column]],
    ['PageDown', [grid.rows - 1, column]],
  ] as const);
  const to = steps.get(key as 'Home');
  if (!to) return null;
  return { row: clamp(to[0], grid.rows), column: clamp(to[1], grid.columns) };
}

const clamp = (at: number, count: number): number => Math.max(0, Math.min(count - 1, at));

/** Draw the map: values below zero in the one colour, above in the other, the stronger the larger. */
export function drawCells(
  context: CanvasRenderingContext2D,
  picture: CellPicture,
  read: (token: string) => string,
): void {
  const { grid, value, format, top } = picture;
  const written = grid.width >= 38 && grid.height >= 18;
  context.font = '12px Inter Variable, Inter, system-ui, sans-serif';
  context.textBaseline = 'middle';
  const [sunken, ink, negative, positive] = ['--sunken', '--ink', '--c5', '--c2'].map(read);
  const gap = grid.width > 8 ? 1 : 0;
  for (let row = 0; row < grid.rows; row++)
    for (let column = 0; column < grid.columns; column++) {
      const [x, y] = [grid.left + column * grid.width, grid.top + row * grid.height];
      const v = value(row, column);
      context.globalAlpha = 1;
      context.fillStyle = sunken!;
      if (v !== null) {
        context.fillStyle = v < 0 ? negative! : positive!;
        // Up to a strength at which the ink on it can be read; all of it where nothing is written.
        context.globalAlpha = Math.min(1, Math.abs(v) / (top || 1)) * (written ? 0.45 : 0.95);
      }
      context.fillRect(x, y, grid.width - gap, grid.height - gap);
      if (!written || v === null) continue;
      context.globalAlpha = 1;
      context.fillStyle = ink!;
      context.textAlign = 'center';
      context.fillText(format(v), x + grid.width / 2, y + grid.height / 2 + 0.5);
    }
  context.globalAlpha = 1;
  drawNames(context, picture, read('--ink-2'));
  drawFrame(context, grid, picture.cells.picked, read('--ink'));
  drawFrame(context, grid, picture.cells.at, read('--focus'));
}

function drawNames(context: CanvasRenderingContext2D, { grid, rows, columns }: CellPicture, ink: string): void {
  context.fillStyle = ink;
  context.textAlign = 'right';
  if (grid.height >= READABLE)
    rows.forEach((name, row) =>
      context.fillText(fitted(context, name, grid.left - 10), grid.left - 6, grid.top + (row + 0.5) * grid.height),
    );
  if (grid.width < READABLE) return;
  context.textAlign = 'left';
  columns.forEach((name, column) => {
    context.save();
    context.translate(grid.left + (column + 0.5) * grid.width, grid.top - 6);
    context.rotate(-Math.PI / 2);
    context.fillText(fitted(context, name, grid.top - 10), 0, 0);
    context.restore();
  });
}

function drawFrame(context: CanvasRenderingContext2D, grid: CellGrid, cell: Cell | null, colour: string): void {
  if (!cell) return;
  context.strokeStyle = colour;
  context.lineWidth = 2;
  const [x, y] = [grid.left + cell.column * grid.width, grid.top + cell.row * grid.height];
  context.strokeRect(x, y, Math.max(2, grid.width - 1), Math.max(2, grid.height - 1));
}

/** The name, cut so that it fits. */
function fitted(context: CanvasRenderingContext2D, name: string, width: number): string {
  const shown = name.slice(0, 60);
  if (shown === name && context.measureText(name).width <= width) return name;
  let length = shown.length;
  while (length > 1 && context.measureText(`${shown.slice(0, length)}…`).width > width) length--;
  return `${shown.slice(0, length)}…`;
}
