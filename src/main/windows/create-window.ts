import { join } from "node:path";
import { BrowserWindow, nativeTheme, screen } from "electron";
import { appOrigin, type SettingsStore } from "#main/platform";

/** About a title bar's height. */
const offsetPixels = 32;
const defaultSize = { width: 1320, height: 860 };
/** Shown before the page paints, so that a dark desktop never flashes white; equal to the page's own background tokens. */
const background = { light: "#f7f8fa", dark: "#14171c" };

export interface PageOptions {
  readonly settings: Pick<SettingsStore, "current" | "update">;
  readonly preloadPath: string;
  readonly icon: string;
}

/**
 * One window on the application's page: sandboxed, isolated, without Node.
 *
 * @param place each place keeps its own position and size; 1 is the first window's
 * @param beside the window that a new place is offset from, so that neither hides the other
 */
export function createWindow(
  { settings, preloadPath, icon }: PageOptions,
  place: number,
  beside?: BrowserWindow,
): BrowserWindow {
  const key = String(place);
  const saved = settings.current.windows?.[key];
  const bounds = [saved, beside === undefined ? undefined : offsetFrom(beside.getNormalBounds())].find(
    (one) => one !== undefined && isOnScreen(one),
  );
  const window = new BrowserWindow({
    ...defaultSize,
    ...bounds,
    minWidth: 640,
    minHeight: 480,
    show: false,
    title: "Fantail",
    icon,
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    webPreferences: {
      preload: preloadPath,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      enableWebSQL: false,
    },
  });
  window.once("ready-to-show", () => window.show());
  let saveTimer: NodeJS.Timeout | undefined;
  const save = (): void => {
    clearTimeout(saveTimer);
    saveTimer = setTimeout(() => {
      if (window.isDestroyed() || window.isMinimized() || window.isMaximized() || window.isFullScreen()) return;
      void settings.update({ windows: { ...settings.current.windows, [key]: window.getBounds() } });
    }, 500);
  };
  window.on("resize", save);
  window.on("move", save);
  window.on("closed", () => clearTimeout(saveTimer));
  void window.loadURL(`${appOrigin}/index.html`);
  return window;
}

export function preloadPathIn(outFolder: string): string {
  return join(outFolder, "preload", "index.cjs");
}

function offsetFrom({ x, y, ...size }: Electron.Rectangle): Electron.Rectangle {
  return { x: x + offsetPixels, y: y + offsetPixels, ...size };
}

/** A monitor that was there last time may be gone. */
function isOnScreen({ x, y, width, height }: Electron.Rectangle): boolean {
  return screen.getAllDisplays().some(({ workArea }) => {
    const overlapX = Math.min(x + width, workArea.x + workArea.width) - Math.max(x, workArea.x);
    const overlapY = Math.min(y + height, workArea.y + workArea.height) - Math.max(y, workArea.y);
    return overlapX > 100 && overlapY > 50;
  });
}
