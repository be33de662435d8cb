/** Style of predict.html: the studio's colours, light and dark, one column that fits a telephone. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --bg: light-dark(#f7f6f2, #121614);
  --surface: light-dark(#ffffff, #1a201d);
  --line: light-dark(#c9c5b8, #3b4641);
  --ink: light-dark(#1d2421, #e8ece8);
  --ink-2: light-dark(#525a55, #aab4ad);
  --accent: light-dark(#1f7a4d, #58c08a);
  --accent-ink: light-dark(#ffffff, #0d1a13);
  --accent-soft: light-dark(#e2f1e8, #1b3327);
  --warn: light-dark(#7a5200, #e2b04a);
  --bad: light-dark(#b3372f, #ef857c);
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--ink); font: 16px/1.5 Inter, system-ui, sans-serif; }
main { max-width: 960px; margin: 0 auto; padding: 32px 16px 64px; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 0 0 12px; }
p { margin: 0 0 12px; }
header p, small, .note { color: var(--ink-2); }
section { background: var(--surface); border: 1px solid var(--line); border-radius: 10px; padding: 24px; margin-top: 24px; }
#fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); gap: 16px; margin-bottom: 16px; }
.field { display: flex; flex-direction: column; gap: 4px; min-width: 0; }
label { font-weight: 600; overflow-wrap: anywhere; }
input, select { font: inherit; color: inherit; background: var(--bg); border: 1px solid var(--line); border-radius: 6px; padding: 8px; width: 100%; min-height: 40px; }
small { font-size: 0.8rem; }
button, .button { font: inherit; font-weight: 600; display: inline-block; color: var(--accent-ink); background: var(--accent); border: 0; border-radius: 6px; padding: 10px 20px; cursor: pointer; text-decoration: none; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
#result:not(:empty) { margin-top: 24px; border-top: 1px solid var(--line); padding-top: 16px; }
.answer { font-size: 1.75rem; font-weight: 700; margin: 0 0 8px; overflow-wrap: anywhere; }
ul { list-style: none; margin: 0 0 12px; padding: 0; }
.bars li { display: grid; grid-template-columns: minmax(80px, 1fr) 3fr 4.5em; gap: 12px; align-items: center; padding: 3px 0; overflow-wrap: anywhere; }
.bars b { text-align: right; font-variant-numeric: tabular-nums; }
.track { background: var(--accent-soft); border-radius: 4px; height: 12px; overflow: hidden; }
.track i { display: block; height: 100%; background: var(--accent); }
.warnings li { color: var(--warn); }
.bad { color: var(--bad); }
#drop { border: 2px dashed var(--line); border-radius: 10px; padding: 24px; }
#drop.over { border-color: var(--accent); background: var(--accent-soft); }
#status { margin: 16px 0; }
`;
