export { ThemeMenu, useTheme } from "./theme-menu.tsx";
