/** How a page looks: in light, in dark and on paper. Every text stands out from its ground by 4.5 to 1 or more. */
export const STYLE = `
:root { color-scheme: light dark; --ground: #fff; --panel: #f5f6f8; --text: #1b1f24; --quiet: #545c66; --rule: #d5d9de;
  --c0: #1f5fbf; --c1: #b3541e; --c2: #1a7f5a; --c3: #8a3fa0; --c4: #a3284b; --c5: #6a6300; --track: #e3e6ea; }
@media screen and (prefers-color-scheme: dark) {
  :root { --ground: #14171b; --panel: #1c2026; --text: #e7eaee; --quiet: #a7b0bb; --rule: #363d46;
    --c0: #7fb0ff; --c1: #f2a06a; --c2: #5fd0a2; --c3: #d49ae6; --c4: #ff8fab; --c5: #d6cd5c; --track: #2b3138; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem; max-width: 72rem; background: var(--ground); color: var(--text);
  font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif; }
h1 { margin: 0 0 1rem; font-size: 1.75rem; line-height: 1.2; }
h2 { margin: 0 0 .25rem; font-size: 1.25rem; }
.notes { margin: 0 0 .5rem; max-width: 46rem; color: var(--quiet); }
a { color: var(--c0); }
a:focus-visible, .table:focus-visible { outline: 3px solid var(--c0); outline-offset: 2px; }
nav ul { margin: 1rem 0; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; }
dl { margin: 0; padding: 1rem; display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: .5rem 1.5rem;
  background: var(--panel); border-radius: .5rem; }
dt { color: var(--quiet); font-size: .8125rem; }
dd { margin: 0; overflow-wrap: anywhere; }
section { padding-top: 1.5rem; margin-top: 1.5rem; border-top: 1px solid var(--rule); }
figure { margin: 1rem 0; }
figcaption { font-weight: 600; font-size: .9375rem; }
figure > svg { display: block; width: 100%; max-width: 60rem; height: auto; }
figure > .narrow { display: none; max-width: 26rem; }
@media screen and (max-width: 48rem) { figure > .wide { display: none; } figure > .narrow { display: block; } }
.key { margin: .25rem 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0 1rem; list-style: none; font-size: .875rem; }
.key svg { width: 1.5rem; height: .75rem; vertical-align: baseline; margin-right: .35rem; }
.table { overflow-x: auto; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .6rem; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top; unicode-bidi: isolate; }
.n { text-align: right; }
td.n, .whole { white-space: nowrap; }
thead th { color: var(--quiet); font-weight: 600; vertical-align: bottom; }
tbody th { font-weight: 500; }
td > svg { width: 6rem; height: 1.1rem; vertical-align: middle; }
.spark { white-space: nowrap; font-size: .8125rem; }
.spark svg { display: block; }
svg text { fill: var(--text); font-size: 13px; font-variant-numeric: tabular-nums; }
svg .quiet { fill: var(--quiet); font-size: 12px; }
.track { fill: var(--track); } .grid { stroke: var(--rule); stroke-width: 1; }
.interval { stroke: var(--text); stroke-width: 1.5; fill: none; }
${[0, 1, 2, 3, 4, 5].map((place) => `.f${place} { fill: var(--c${place}); } .s${place} { stroke: var(--c${place}); stroke-width: 2; fill: none; }`).join("\n")}
.s1 { stroke-dasharray: 7 3; } .s2 { stroke-dasharray: 2 3; } .s3 { stroke-dasharray: 9 3 2 3; } .s4 { stroke-dasharray: 4 2; } .s5 { stroke-dasharray: 12 4; }
.unsure { fill-opacity: .55; }
@media print {
  @page { size: A4 landscape; margin: 12mm; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav { display: none; }
  .table { overflow: visible; }
  table { max-width: 100%; font-size: 8pt; }
  th, td { padding: .15rem .3rem; overflow-wrap: break-word; }
  td > svg { width: 4rem; }
  .spark { white-space: normal; font-size: 7.5pt; }
  thead { display: table-header-group; }
  tr, figure, h2, .notes { break-inside: avoid; }
  h2, .notes, figcaption { break-after: avoid; }
  figure > svg { max-width: 46rem; }
  * { print-color-adjust: exact; }
}
`;
