import "@fontsource-variable/inter/wght.css";
// Style sheets follow each other as they are imported: whoever draws with a control comes after it, and may change its looks.
import "./styles/index.css";
import "./ui/index.css";
import { shareChartColours } from "#renderer/styles";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App, createStores } from "#renderer/app";
import { createClient, windowApi } from "#renderer/bridge";
import { afterPaint } from "#renderer/context";

const systemDark = window.matchMedia("(prefers-color-scheme: dark)");
const clock = {
  now: () => performance.now(),
  after(ms: number, action: () => void) {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

shareChartColours(document.documentElement.style);

const painted = (): Promise<void> => new Promise((resolve) => afterPaint(resolve));
const stores = createStores(createClient(windowApi()), clock, () => systemDark.matches, painted);
window.addEventListener("pagehide", () => stores.keptFiles.flush());
systemDark.addEventListener("change", ({ matches }) => stores.session.systemChanged(matches));
new PerformanceObserver((list) => {
  for (const { name, startTime, detail } of list.getEntries() as PerformanceMark[])
    stores.chartTimes.marked({ name, startTime, detail: detail as Readonly<Record<string, unknown>> | null });
}).observe({ type: "mark" });
void stores.start();

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root.");
createRoot(root).render(
  <StrictMode>
    <App stores={stores} />
  </StrictMode>,
);
