export { ThemeMenu } from "./theme-menu.tsx";
export { useAppearance } from "./use-appearance.ts";
