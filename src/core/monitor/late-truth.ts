import { cellText, type Column, textColumn } from '../table/column.ts';

export interface LateTruth {
  /** For each row of the log what turned out to be true; missing where nothing has arrived. */
  readonly column: Column;
  readonly matched: number;
  /** Rows of the log whose key stands more often on one side than on the other, so that nobody can tell which is which. */
  readonly ambiguous: number;
}

/**
 * Truth that arrived later, brought to the rows of a log by a key. A key that stands equally often on both sides is
 * matched in order (the rows of one request); where the numbers differ none of its rows is matched.
 */
export function joinLateTruth(key: Column, rows: number, lateKey: Column, lateRows: number, truth: Column): LateTruth {
  const ofLog = places(key, rows);
  const ofLate = places(lateKey, lateRows);
  const texts = new Array<string | null>(rows).fill(null);
  let matched = 0;
  let ambiguous = 0;
  for (const [text, here] of ofLog) {
    const there = ofLate.get(text);
    if (!there) continue;
    if (there.length !== here.length) {
      ambiguous += here.length;
      continue;
    }
    here.forEach((row, i) => {
      texts[row] = cellText(truth, there[i]!);
      if (texts[row] !== null) matched++;
    });
  }
  return { column: textColumn(texts), matched, ambiguous };
}

/** Rows of each key, in order; rows without a key belong to none. */
function places(key: Column, rows: number): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (let row = 0; row < rows; row++) {
    const text = cellText(key, row);
    if (text === null) continue;
    const at = found.get(text);
    if (at) at.push(row);
    else found.set(text, [row]);
  }
  return found;
}
