/**
 * Counts what leaves for other origins: every resource the browser fetched from elsewhere, as the browser itself reports it.
 * Sizes of requests are not reported, so a request counts as its address; the point is that the count stays at zero.
 */
class Traffic {
  requests = $state(0);
  bytesSent = $state(0);

  start(): () => void {
    if (typeof PerformanceObserver === 'undefined') return () => undefined;
    const observer = new PerformanceObserver(list => {
      for (const entry of list.getEntries()) this.#count(entry.name);
    });
    observer.observe({ type: 'resource', buffered: true });
    return () => observer.disconnect();
  }

  #count(address: string): void {
    const url = new URL(address, location.href);
    const inside = url.origin === location.origin || url.protocol === 'blob:' || url.protocol === 'data:';
    if (inside) return;
    this.requests += 1;
    this.bytesSent += new TextEncoder().encode(address).length;
  }
}

export const traffic = new Traffic();
