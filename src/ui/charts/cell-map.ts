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
}

const READABLE = 11;
/** More columns than these are never wide enough for names. */
const MOST_NAMED = 100;
const LONGEST = 150;

/** Cells fill the width they get, square where there are many, and never so tall that a map leaves the screen. */
export function cellGrid(
  rows: number,
  columns: number,
  width: number,
  longest: { rows: number; columns: number },
): CellGrid {
  const label = (characters: number) => Math.min(LONGEST, 14 + 6.2 * characters, width * 0.3);
  const tall = rows > 40 ? 14 : 28;
  const left = columns > MOST_NAMED ? 8 : label(longest.rows);
  const cell = Math.min(56, (width - left - 4) / Math.max(1, columns));
  const height = Math.max(3, Math.min(cell, tall));
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
  const { grid } = picture;
  context.font = '12px Inter Variable, Inter, system-ui, sans-serif';
  context.textBaseline = 'middle';
  if (grid.width < SEPARATE) drawPixels(context, picture, read);
  else drawBoxes(context, picture, read);
  drawNames(context, picture, read('--ink-2'));
}

/** Cells below this width have no gap between them. */
const SEPARATE = 8;

function drawBoxes(context: CanvasRenderingContext2D, picture: CellPicture, read: (token: string) => string): void {
  const { grid, value, format, top } = picture;
  const written = grid.width >= 38 && grid.height >= 18;
  const [sunken, ink, negative, positive] = ['--sunken', '--ink', '--c5', '--c2'].map(read);
  context.textAlign = 'center';
  for (let row = 0; row < grid.rows; row++)
    for (let column = 0; column < grid.columns; column++) {
      const [x, y] = [grid.left + column * grid.width, grid.top + row * grid.height];
      const v = value(row, column);
      context.globalAlpha = 1;
      context.fillStyle = sunken!;
      if (v !== null) {
        context.fillStyle = v < 0 ? negative! : positive!;
        // Up to a strength at which the ink on it can be read; all of it where nothing is written.
        context.globalAlpha = strength(v, top) * (written ? 0.45 : 0.95);
      }
      context.fillRect(x, y, grid.width - 1, grid.height - 1);
      if (!written || v === null) continue;
      context.globalAlpha = 1;
      context.fillStyle = ink!;
      context.fillText(format(v), x + grid.width / 2, y + grid.height / 2 + 0.5);
    }
  context.globalAlpha = 1;
}

const strength = (value: number, top: number): number => Math.min(1, Math.abs(value) / (top || 1));

/** Many small cells: one pixel each, stretched to their size. */
function drawPixels(context: CanvasRenderingContext2D, picture: CellPicture, read: (token: string) => string): void {
  const { grid, value, top } = picture;
  const small = document.createElement('canvas');
  [small.width, small.height] = [grid.columns, grid.rows];
  const pen = small.getContext('2d');
  if (!pen) return;
  const image = pen.createImageData(grid.columns, grid.rows);
  const [sunken, negative, positive] = ['--sunken', '--c5', '--c2'].map(token => channels(context, read(token)));
  for (let row = 0; row < grid.rows; row++)
    for (let column = 0; column < grid.columns; column++) {
      const v = value(row, column);
      const colour = v === null ? sunken! : v < 0 ? negative! : positive!;
      const alpha = v === null ? 255 : Math.round(242 * strength(v, top));
      image.data.set([...colour, alpha], 4 * (row * grid.columns + column));
    }
  pen.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, grid.left, grid.top, grid.columns * grid.width, grid.rows * grid.height);
}

/** Red, green and blue of a colour; a canvas gives back opaque ones as #rrggbb. */
function channels(context: CanvasRenderingContext2D, colour: string): [number, number, number] {
  context.fillStyle = colour;
  const number = Number.parseInt(String(context.fillStyle).slice(1), 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
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

/** The name, cut so that it fits. */
function fitted(context: CanvasRenderingContext2D, name: string, width: number): string {
  const shown = name.slice(0, 60);
  if (shown === name && context.measureText(name).width <= width) return name;
  let length = shown.length;
  while (length > 1 && context.measureText(`${shown.slice(0, length)}…`).width > width) length--;
  return `${shown.slice(0, length)}…`;
}
