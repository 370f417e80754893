import { darkTokens, type FigureTokens, lightTokens } from "#engine/figure";

function variables(tokens: FigureTokens): string {
  return `--background:${tokens.background};--text:${tokens.text};--muted:${tokens.mutedText};--grid:${tokens.grid};--axis:${tokens.axis};--accent:${tokens.median};color-scheme:${tokens.scheme};`;
}

/** The report's style sheet; the same tokens as the figures. */
export const reportStyle = `:root{${variables(lightTokens)}}
@media (prefers-color-scheme:dark){:root{${variables(darkTokens)}}}
*{box-sizing:border-box}
body{margin:0;background:var(--background);color:var(--text);font:15px/1.5 ${lightTokens.fontFamily};font-variant-numeric:tabular-nums}
main{max-width:1180px;margin:0 auto;padding:32px 32px 64px}
header{display:flex;flex-wrap:wrap;gap:12px 32px;align-items:flex-end;justify-content:space-between;margin-bottom:8px}
h1{font-size:14px;font-weight:500;margin:0 0 20px;color:var(--muted)}
h2{font-size:24px;line-height:1.25;font-weight:600;margin:0;overflow-wrap:anywhere}
h3{font-size:16px;font-weight:600;margin:32px 0 8px}
p{margin:4px 0 0;color:var(--muted)}
.byline{margin:-16px 0 16px}
.comments{max-width:70ch;margin:0 0 24px}
.comments p{color:var(--text)}
.notes td,.notes th{text-align:left;white-space:normal}
#picker{display:flex;gap:8px;align-items:center;color:var(--muted)}
#picker[hidden]{display:none}
select,button{font:inherit;color:var(--text);background:var(--background);border:1px solid var(--axis);border-radius:6px;min-height:36px;padding:4px 10px}
select{max-width:320px}
button:disabled{opacity:.45}
select:focus-visible,button:focus-visible,.scroll:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
#chart{height:460px}
.scroll{overflow:auto;max-height:520px;border-top:1px solid var(--axis);border-bottom:1px solid var(--axis)}
table{border-collapse:collapse;width:100%}
th,td{padding:6px 12px;text-align:right;border-bottom:1px solid var(--grid);font-weight:400;white-space:nowrap}
th:first-child,.decisions .text{text-align:left}
.decisions .scroll{margin-top:12px}
thead th{position:sticky;top:0;background:var(--background);font-weight:600;border-bottom:1px solid var(--axis)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 24px;margin:0}
dt{color:var(--muted)}
dd{margin:0;overflow-wrap:anywhere}
@media print{.scroll{max-height:none;overflow:visible}#picker{display:none}}
`;

/** Plotly would write its rules into a style element of its own; this one, which the policy's hash covers, stops it. */
export const plotlyStyle = `.js-plotly-plot .plotly,.js-plotly-plot .plotly div{direction:ltr;font-family:inherit;margin:0;padding:0}
.js-plotly-plot .plotly input:focus,.js-plotly-plot .plotly button:focus,.js-plotly-plot .plotly select:focus{outline:none}
.js-plotly-plot .plotly .main-svg{position:absolute;top:0;left:0;pointer-events:none;overflow:hidden}
.js-plotly-plot .plotly .main-svg .draglayer{pointer-events:all}
.js-plotly-plot .plotly .crisp{shape-rendering:crispEdges}
.js-plotly-plot .plotly .user-select-none{user-select:none}
.js-plotly-plot .plotly svg a{fill:inherit}
.js-plotly-plot .plotly .cursor-pointer{cursor:pointer}
.js-plotly-plot .plotly .cursor-crosshair{cursor:crosshair}
.js-plotly-plot .plotly .cursor-move{cursor:move}
.js-plotly-plot .plotly .cursor-ew-resize{cursor:ew-resize}
.js-plotly-plot .plotly .cursor-ns-resize{cursor:ns-resize}
.js-plotly-plot .plotly .select-outline{fill:none;stroke-width:1;shape-rendering:crispEdges}
`;
