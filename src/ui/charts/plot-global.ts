/** Plotly's sources name Node's `global`; browsers call it `globalThis`. Imported before plotly, which reads it while it loads. */
Object.defineProperty(globalThis, 'global', { value: globalThis, configurable: true, writable: true });
