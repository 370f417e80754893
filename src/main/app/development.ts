/**
 * What `npm run dev` opens in main's walls, and nothing else does: the page's files come from Vite's server on this machine, and
 * the page may hold that server's socket open, through which it hears of changed files. Everything else stays as in a build.
 *
 * Callers ask only where `import.meta.env.DEV` is true. A build replaces that by `false` and drops this file with it, and
 * `scripts/lib/bundle-rules.mjs` refuses a bundle that still names the variables.
 */
import { contentSecurityPolicy } from "#main/platform";

export interface DevelopmentServer {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** `ws://127.0.0.1:PORT` */
  readonly socket: string;
  /** The page's policy, with what hot replacement needs: the socket, and scripts and styles that bear the server's nonce. */
  readonly policy: string;
}

/**
 * The server that the launcher named, or null: in an installed application, without the variable, and where it names anything but a
 * port of this machine.
 */
export function developmentServer(
  isPackaged: boolean,
  env: Readonly<Record<string, string | undefined>>,
): DevelopmentServer | null {
  const named = env["FANTAIL_DEV_SERVER"];
  if (isPackaged || named === undefined) return null;
  const match = /^http:\/\/127\.0\.0\.1:(?<port>\d{1,5})\/#(?<nonce>[\w-]{16,64})$/.exec(named);
  if (match === null) return null;
  const { port = "", nonce = "" } = match.groups ?? {};
  const socket = `ws://127.0.0.1:${port}`;
  return { origin: `http://127.0.0.1:${port}`, socket, policy: policyWith(nonce, socket) };
}

function policyWith(nonce: string, socket: string): string {
  return contentSecurityPolicy
    .replace("script-src 'self'", `script-src 'self' 'nonce-${nonce}'`)
    .replace("style-src 'self'", `style-src 'self' 'nonce-${nonce}'`)
    .replace("connect-src 'self'", `connect-src 'self' ${socket}`);
}

/** A file of the page as Vite serves it: compiled, with the code that replaces it when it changes. */
export async function fetchFrom(server: DevelopmentServer, url: string): Promise<Response> {
  const { pathname, search } = new URL(url);
  // Node's own fetch: Chromium's would need a host that resolves.
  const answer = await fetch(`${server.origin}${pathname}${search}`);
  return new Response(await answer.arrayBuffer(), {
    status: answer.status,
    headers: {
      "content-type": answer.headers.get("content-type") ?? "application/octet-stream",
      "content-security-policy": server.policy,
      "x-content-type-options": "nosniff",
      "cache-control": "no-cache",
    },
  });
}
