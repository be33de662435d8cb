/** The look of a report: on a screen light or dark as the reader's system is, on paper always light. */
export const reportStyle = `
:root { color-scheme: light dark; --bg: #f7f6f2; --surface: #fff; --sunken: #f0eee8; --line: #e2dfd6; --ink: #1d2421; --ink-2: #525a55;
  --accent: #1f7a4d; --c1: #1f7a4d; --c2: #2f6fb0; --c3: #b07410; --c4: #8a5fb5; --c5: #b3372f; --c6: #3b868f; --c7: #6d756f; --c8: #a4561f; }
@media (prefers-color-scheme: dark) { :root:not([data-theme='light']) { --bg: #121614; --surface: #1a201d; --sunken: #151a18; --line: #2a322e;
  --ink: #e8ece8; --ink-2: #aab4ad; --accent: #58c08a; --c1: #58c08a; --c2: #6faae4; --c3: #e2b04a; --c4: #b794e0; --c5: #ef857c;
  --c6: #74bfc8; --c7: #8b968f; --c8: #e09a63; } }
:root[data-theme='dark'] { color-scheme: dark; --bg: #121614; --surface: #1a201d; --sunken: #151a18; --line: #2a322e;
  --ink: #e8ece8; --ink-2: #aab4ad; --accent: #58c08a; --c1: #58c08a; --c2: #6faae4; --c3: #e2b04a; --c4: #b794e0; --c5: #ef857c;
  --c6: #74bfc8; --c7: #8b968f; --c8: #e09a63; }
:root[data-theme='light'] { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; padding: 24px 16px 64px; background: var(--bg); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 960px; margin: 0 auto; }
h1 { font-size: 28px; line-height: 1.2; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 19px; margin: 0 0 12px; overflow-wrap: anywhere; }
h3 { font-size: 15px; margin: 20px 0 8px; overflow-wrap: anywhere; }
p { margin: 0 0 8px; overflow-wrap: anywhere; }
section { background: var(--surface); border: 1px solid var(--line); border-radius: 10px; padding: 20px; margin-top: 16px; }
.note, dt, figcaption, .sub { color: var(--ink-2); font-size: 13px; }
.written { white-space: pre-line; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); gap: 12px; margin: 0 0 8px; }
dd { margin: 0; overflow-wrap: anywhere; }
ul { margin: 0 0 8px; padding-left: 20px; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { text-align: left; padding: 5px 10px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; unicode-bidi: isolate; }
td { overflow-wrap: break-word; max-width: 420px; }
th { font-weight: 550; color: var(--ink-2); font-size: 13px; }
.right { text-align: right; }
.range { color: var(--ink-2); font-size: 12px; white-space: nowrap; }
code, pre { font: 12px/1.5 ui-monospace, monospace; }
pre { background: var(--sunken); border-radius: 6px; padding: 12px; overflow: auto; max-height: 420px; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(420px, 100%), 1fr)); gap: 20px; }
td .note { display: inline-block; min-width: 200px; }
figure { margin: 0 0 16px; min-width: 0; }
figcaption { color: var(--ink); font-weight: 550; margin-bottom: 6px; overflow-wrap: anywhere; }
svg { width: 100%; height: auto; display: block; }
svg text { fill: var(--ink-2); font: 11px system-ui, sans-serif; }
.grid { stroke: var(--line); } .axis { stroke: var(--ink-2); } .ideal { stroke: var(--ink-2); stroke-dasharray: 4 4; fill: none; }
.line { fill: none; stroke-width: 2; } .bar { fill: var(--c2); } .dot { fill: var(--c2); }
.key { display: flex; flex-wrap: wrap; gap: 4px 14px; font-size: 13px; margin: 4px 0 0; padding: 0; list-style: none; }
.key i { display: inline-block; width: 14px; height: 3px; vertical-align: middle; margin-right: 6px; }
.matrix td { text-align: right; padding: 6px 10px; border: 1px solid var(--line); position: relative; isolation: isolate; }
.matrix td i { position: absolute; inset: 0; background: var(--c2); z-index: -1; }
summary { cursor: pointer; color: var(--ink-2); font-size: 13px; padding: 4px 0; }
@media (max-width: 600px) { body { padding: 16px 8px 32px; } section { padding: 14px; } h1 { font-size: 22px; } }
@media print { :root, :root[data-theme] { color-scheme: light; --bg: #fff; --surface: #fff; --sunken: #f6f6f6; --line: #ccc; --ink: #000; --ink-2: #444; }
  body { padding: 0; font-size: 12px; } section { break-inside: auto; border: 0; padding: 8px 0; } figure, tr { break-inside: avoid; }
  pre { max-height: none; white-space: pre-wrap; } details:not([open]) { display: none; } }
`;
