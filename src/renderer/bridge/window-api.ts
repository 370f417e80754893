import type { FantailApi } from "#contract/ipc";

declare global {
  interface Window {
    readonly fantail: FantailApi;
  }
}

/** The api that the preload script put on the window. Nothing else in the renderer reads that global. */
export function windowApi(): FantailApi {
  return window.fantail;
}
