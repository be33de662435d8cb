/** A cell splits no further than this: points so near to each other count as one place. */
const DEEPEST = 48;

/**
 * The quadtree of Barnes and Hut (1986) over points in the plane: each cell knows its number of points and their centre,
 * and a cell that looks small from a point is taken for its centre.
 */
export class QuadTree {
  /** Of each cell: its four children, -1 where there are none. */
  #children = new Int32Array(4 * 1024);
  #counts = new Float64Array(1024);
  /** Sums of the coordinates of its points. */
  #sums = new Float64Array(2 * 1024);
  #cells = 0;
  #side = 1;

  /** Build it anew over `[n, 2]` positions. */
  build(positions: Float64Array): void {
    let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let i = 0; i < positions.length; i += 2) {
      left = Math.min(left, positions[i]!);
      right = Math.max(right, positions[i]!);
      low = Math.min(low, positions[i + 1]!);
      high = Math.max(high, positions[i + 1]!);
    }
    this.#side = Math.max(right - left, high - low) || 1;
    this.#cells = 0;
    this.#cell();
    for (let i = 0; i < positions.length; i += 2) this.#insert(positions[i]!, positions[i + 1]!, left, low);
  }

  /**
   * The repulsion of all other points on one at (x, y) with the kernel q = 1 / (1 + distance²): adds the sum of q² times
   * the way to it to `force[at]`, `force[at + 1]`, and returns the sum of q. `theta`: a cell whose side over its distance is
   * less counts as one place.
   */
  repulsion(x: number, y: number, theta: number, force: Float64Array, at: number): number {
    const children = this.#children;
    const stack = this.#stack;
    const sides = this.#sides;
    let top = 0;
    stack[0] = 0;
    sides[0] = this.#side;
    let sum = 0;
    let fx = 0;
    let fy = 0;
    while (top >= 0) {
      const cell = stack[top]!;
      const side = sides[top]!;
      top -= 1;
      const count = this.#counts[cell]!;
      const dx = x - this.#sums[2 * cell]! / count;
      const dy = y - this.#sums[2 * cell + 1]! / count;
      const squared = dx * dx + dy * dy;
      const leaf = children[4 * cell]! === LEAF;
      if (leaf || side * side < theta * theta * squared) {
        const q = 1 / (1 + squared);
        // The point itself lies in its own leaf, at no distance and without force; its q of 1 is taken off by the caller.
        sum += count * q;
        fx += count * q * q * dx;
        fy += count * q * q * dy;
        continue;
      }
      for (let c = 0; c < 4; c++) {
        const child = children[4 * cell + c]!;
        if (child < 0) continue;
        top += 1;
        stack[top] = child;
        sides[top] = side / 2;
      }
    }
    force[at]! += fx;
    force[at + 1]! += fy;
    return sum;
  }

  readonly #stack = new Int32Array(4 * (DEEPEST + 2));
  readonly #sides = new Float64Array(4 * (DEEPEST + 2));

  /** A leaf holds one place; a second one splits it until the two lie apart. */
  #insert(x: number, y: number, left: number, low: number): void {
    let [cell, side] = [0, this.#side];
    for (let depth = 0; ; depth++) {
      const count = this.#counts[cell]!;
      if (this.#children[4 * cell] === LEAF) {
        const [px, py] = [this.#sums[2 * cell]! / count, this.#sums[2 * cell + 1]! / count];
        if (count === 0 || depth === DEEPEST || (px === x && py === y)) {
          this.#add(cell, x, y, 1);
          return;
        }
        this.#children.fill(-1, 4 * cell, 4 * cell + 4);
        const child = this.#child(cell, px, py, left, low, side);
        this.#add(child, px, py, count);
      }
      this.#add(cell, x, y, 1);
      const half = side / 2;
      const [toRight, up] = [x > left + half, y > low + half];
      cell = this.#child(cell, x, y, left, low, side);
      if (toRight) left += half;
      if (up) low += half;
      side = half;
    }
  }

  #child(cell: number, x: number, y: number, left: number, low: number, side: number): number {
    const half = side / 2;
    const place = 4 * cell + (x > left + half ? 1 : 0) + (y > low + half ? 2 : 0);
    if (this.#children[place]! < 0) {
      // A new cell may move the list; its place in it stays.
      const made = this.#cell();
      this.#children[place] = made;
    }
    return this.#children[place]!;
  }

  #add(cell: number, x: number, y: number, count: number): void {
    this.#counts[cell]! += count;
    this.#sums[2 * cell]! += count * x;
    this.#sums[2 * cell + 1]! += count * y;
  }

  #cell(): number {
    const cell = this.#cells++;
    if (cell >= this.#counts.length) this.#grow();
    this.#children[4 * cell] = LEAF;
    this.#counts[cell] = 0;
    this.#sums[2 * cell] = this.#sums[2 * cell + 1] = 0;
    return cell;
  }

  #grow(): void {
    const size = 2 * this.#counts.length;
    const children = new Int32Array(4 * size);
    children.set(this.#children);
    const counts = new Float64Array(size);
    counts.set(this.#counts);
    const sums = new Float64Array(2 * size);
    sums.set(this.#sums);
    [this.#children, this.#counts, this.#sums] = [children, counts, sums];
  }
}

const LEAF = -2;
