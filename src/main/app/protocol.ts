import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { protocol } from "electron";
import { appScheme, contentSecurityPolicy, resolveInside } from "#main/platform";
import { fetchFrom, type DevelopmentServer } from "./development.ts";

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".woff2": "font/woff2",
  ".svg": "image/svg+xml",
  ".png": "image/png",
};

/** Before `ready`: lets the page use its own origin, with fetch and cached compilation, in place of file://. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the built page from `folder` and nothing beside it, or what the server of `npm run dev` makes of its sources. */
export function serveApp(folder: string, server: DevelopmentServer | null): void {
  protocol.handle(appScheme, async (request) => {
    if (import.meta.env?.DEV && server !== null) return fetchFrom(server, request.url);
    const file = resolveInside(folder, request.url);
    const type = file === null ? undefined : contentTypes[extname(file)];
    if (file === null || type === undefined || request.method !== "GET") return new Response(null, { status: 404 });
    try {
      return new Response(new Uint8Array(await readFile(file)), {
        headers: {
          "content-type": type,
          "content-security-policy": contentSecurityPolicy,
          "x-content-type-options": "nosniff",
          "cross-origin-opener-policy": "same-origin",
          "cache-control": "no-cache",
        },
      });
    } catch {
      return new Response(null, { status: 404 });
    }
  });
}
