import "@fontsource-variable/inter/wght.css";
import "./styles/index.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { createClient, windowApi } from "./bridge/index.ts";
import { createAppModel } from "./app/model.ts";
import { shareChartColours } from "./styles/chart-colours.ts";

const systemDark = window.matchMedia("(prefers-color-scheme: dark)");
const clock = {
  now: () => performance.now(),
  after(ms: number, action: () => void) {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

shareChartColours(document.documentElement.style);

const model = createAppModel(createClient(windowApi()), clock, () => systemDark.matches);
systemDark.addEventListener("change", ({ matches }) => model.session.systemChanged(matches));
void model.start();

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root.");
createRoot(root).render(
  <StrictMode>
    <App model={model} />
  </StrictMode>,
);
