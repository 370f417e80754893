import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import { protocol } from "electron";

export const appScheme = "app";
export const appOrigin = `${appScheme}://fantail`;

/**
 * The page's policy. Style attributes are allowed because Plotly positions its layers with them; scripts, and style
 * elements, come from our own files only.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join("; ");

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

/** Serves the built page from `folder` and nothing beside it. */
export function serveApp(folder: string): void {
  protocol.handle(appScheme, async (request) => {
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

/** The file that a URL of ours names, or null when it is not ours or would leave the folder. */
export function resolveInside(folder: string, url: string): string | null {
  let parsed: URL;
  let path: string;
  try {
    parsed = new URL(url);
    path = decodeURIComponent(parsed.pathname);
  } catch {
    return null;
  }
  if (parsed.protocol !== `${appScheme}:` || parsed.host !== "fantail" || path.includes("\0")) return null;
  const file = normalize(join(folder, path === "/" ? "index.html" : path));
  return file.startsWith(folder.endsWith(sep) ? folder : folder + sep) ? file : null;
}
