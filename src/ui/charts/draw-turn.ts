let last = Promise.resolve();

/**
 * Draw when the charts before have been drawn, in a task of its own: a place full of charts stays responsive in between.
 * Returns a function that gives the turn up, for a chart that was taken away or changed meanwhile.
 */
export function takeTurn(draw: () => void): () => void {
  let wanted = true;
  last = last.then(
    () =>
      new Promise<void>(done => {
        if (!wanted) return done();
        setTimeout(() => {
          try {
            if (wanted) draw();
          } finally {
            done();
          }
        });
      }),
  );
  return () => (wanted = false);
}
