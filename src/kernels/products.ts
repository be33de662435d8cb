import type { Between, LinearKernels, NumberRows } from './linear.ts';

/** Products of the columns of a table with each other, as the analysis of principal components begins with. */
export interface ProductKernels {
  /**
   * For each two columns the sum of their products over the rows: row-major `[width, width]`, symmetric. Each sum is within
   * rows · 2^-53 · |a| |b| of the exact one, |a| and |b| being the lengths of its columns. On processors the bits are the
   * same; a graphics device rounds once, at the end, and gives the same bits as any other. Infinite or NaN where a
   * sum is; numbers below 2^-1022 may count as 0.
   */
  gram(rows: NumberRows, between: Between): Promise<Float64Array>;
}

/** By the passes that linear models make over rows. */
export const productsBy = (linear: LinearKernels): ProductKernels => ({
  async gram(rows, between) {
    const { width } = rows;
    const opened = await linear.open(rows, new Float64Array(width + 1), between);
    try {
      const sums = await opened.gram(null);
      // The passes put a 1 behind each row.
      return Float64Array.from({ length: width * width }, (_, i) => sums[i + Math.floor(i / width)]!);
    } finally {
      opened.close();
    }
  },
});
