export { ThresholdsContext } from "./context.ts";
export { laterThresholds } from "./later.ts";
export { ThresholdLayer, ThresholdsSide } from "./threshold-layer.tsx";
export { useThresholdMenu } from "./menu.ts";
