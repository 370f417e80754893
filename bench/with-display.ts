import { startVirtualDisplay } from "../scripts/lib/virtual-display.mjs";

/** For work that opens windows, on a machine with or without a screen. */
export async function withDisplay(work: () => Promise<void>): Promise<void> {
  // This process is Electron as a plain Node; the windows it starts must not be.
  delete process.env["ELECTRON_RUN_AS_NODE"];
  const display = process.env["DISPLAY"] === undefined ? await startVirtualDisplay() : null;
  if (display !== null) process.env["DISPLAY"] = display.display;
  try {
    await work();
  } finally {
    if (display !== null) delete process.env["DISPLAY"];
    display?.stop();
  }
}
