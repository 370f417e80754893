/**
 * The report's own script, as it stands in the page. It reads the figures from the page's data block and touches text only
 * through textContent, so that no id from a file can become markup.
 */
export const reportScript = `"use strict";
(() => {
  const series = JSON.parse(document.getElementById("report-data").textContent);
  const byId = (id) => document.getElementById(id);
  const picker = byId("series"), chart = byId("chart"), head = byId("columns"), body = byId("rows");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  series.forEach((one, index) => picker.append(new Option(one.name, String(index))));
  byId("picker").hidden = series.length < 2;
  byId("count").textContent = "of " + series.length;
  const copy = (value) => JSON.parse(JSON.stringify(value));
  const cell = (tag, text) => {
    const element = document.createElement(tag);
    element.textContent = text;
    return element;
  };
  const draw = () => {
    const one = series[picker.selectedIndex];
    const isDark = dark.matches;
    const data = copy(one.figure.data).map((trace, index) => isDark ? Object.assign(trace, copy(one.dark.styles[index])) : trace);
    const layout = copy(isDark ? one.dark.layout : one.figure.layout);
    layout.height = 460;
    layout.autosize = true;
    return Plotly.react(chart, data, layout, CONFIG);
  };
  const show = () => {
    const one = series[picker.selectedIndex];
    byId("name").textContent = one.name;
    byId("subtitle").textContent = one.subtitle;
    chart.setAttribute("aria-label", one.description);
    const row = document.createElement("tr");
    one.table.columns.forEach((text) => {
      const element = cell("th", text);
      element.scope = "col";
      row.append(element);
    });
    head.replaceChildren(row);
    body.replaceChildren(...one.table.rows.map((cells) => {
      const line = document.createElement("tr");
      cells.forEach((text, index) => {
        const element = cell(index === 0 ? "th" : "td", text);
        if (index === 0) element.scope = "row";
        line.append(element);
      });
      return line;
    }));
    byId("previous").disabled = picker.selectedIndex === 0;
    byId("next").disabled = picker.selectedIndex === series.length - 1;
    return draw();
  };
  const move = (by) => {
    picker.selectedIndex = Math.min(series.length - 1, Math.max(0, picker.selectedIndex + by));
    show();
  };
  picker.addEventListener("change", show);
  byId("previous").addEventListener("click", () => move(-1));
  byId("next").addEventListener("click", () => move(1));
  dark.addEventListener("change", draw);
  show();
})();
`;
