/** Things that belong together, joined pair by pair (Galler and Fischer 1964, with path halving). */
export class Groups {
  readonly #parent: Int32Array;

  constructor(count: number) {
    this.#parent = Int32Array.from({ length: count }, (_, i) => i);
  }

  /** The thing that stands for the group. */
  find(thing: number): number {
    const parent = this.#parent;
    let at = thing;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  }

  /** Join two groups; the smaller of the two numbers that stood for them stands for both. */
  join(a: number, b: number): number {
    const [x, y] = [this.find(a), this.find(b)];
    const [root, other] = x < y ? [x, y] : [y, x];
    this.#parent[other] = root;
    return root;
  }
}
