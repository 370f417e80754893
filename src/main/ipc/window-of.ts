import { BrowserWindow, type WebContents } from "electron";
import { EngineError } from "#domain/errors";

/** The window that asked, for dialogs that belong to it. @throws EngineError not-allowed where it is gone */
export function windowOf(sender: WebContents): BrowserWindow {
  const window = BrowserWindow.fromWebContents(sender);
  if (window === null) throw new EngineError("not-allowed", "The window that made this request is closed.");
  return window;
}
