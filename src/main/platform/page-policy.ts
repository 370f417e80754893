import { join, normalize, sep } from "node:path";

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

export function isOwnPage(url: string): boolean {
  return url === appOrigin || url.startsWith(`${appOrigin}/`);
}
