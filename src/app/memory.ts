import { status } from './status.svelte.ts';

const EVERY_MS = 10_000;

interface MemoryMeasures {
  /** Chromium, on isolated pages: the whole tab with its workers. */
  measureUserAgentSpecificMemory?: () => Promise<{ readonly bytes: number }>;
  /** Chromium: the heap of this thread alone. */
  readonly memory?: { readonly usedJSHeapSize: number };
}

/** Keep `status.memoryBytes` up to date where the browser tells; elsewhere it stays null and is not shown. Returns the stop. */
export function watchMemory(): () => void {
  const measures = performance as unknown as MemoryMeasures;
  const read = async (): Promise<void> => {
    if (document.hidden) return;
    try {
      const whole = crossOriginIsolated ? await measures.measureUserAgentSpecificMemory?.() : undefined;
      status.memoryBytes = whole?.bytes ?? measures.memory?.usedJSHeapSize ?? null;
    } catch {
      status.memoryBytes = measures.memory?.usedJSHeapSize ?? null;
    }
  };
  void read();
  const timer = setInterval(() => void read(), EVERY_MS);
  return () => clearInterval(timer);
}
