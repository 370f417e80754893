import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { BrowserWindow, session, type Session } from "electron";
import { CancelledError } from "#domain/errors";
import { Turns } from "#engine/concurrency";
import { escapeMarkup } from "#engine/figure";
import type { PagePrinter } from "#main/exports";
import { appOrigin, appScheme } from "#main/platform";

/** In memory, and apart from the window's: nothing of a page that is printed stays. */
const partition = "print";

/**
 * Prints pages in a hidden window: sandboxed, without scripts, and in a session of its own that serves this one page and
 * nothing else. The PDF is tagged and has an outline, for those who have it read to them.
 */
export class HiddenPrinter implements PagePrinter {
  /** One after the other: each is a process. */
  readonly #turns = new Turns(1);
  /** By the name under which the session serves it. */
  readonly #pages = new Map<string, string>();
  #session: Session | null = null;

  print(path: string, title: string, signal?: AbortSignal): Promise<Uint8Array> {
    return this.#turns.run(async () => {
      const name = `/${randomUUID()}.html`;
      this.#pages.set(name, path);
      const window = new BrowserWindow({
        show: false,
        webPreferences: {
          session: this.#ownSession(),
          sandbox: true,
          contextIsolation: true,
          nodeIntegration: false,
          javascript: false,
          webgl: false,
          webviewTag: false,
          spellcheck: false,
        },
      });
      const end = (): void => window.destroy();
      signal?.addEventListener("abort", end, { once: true });
      try {
        await window.loadURL(`${appOrigin}${name}`);
        return await window.webContents.printToPDF({
          pageSize: "A4",
          printBackground: true,
          preferCSSPageSize: true,
          generateTaggedPDF: true,
          generateDocumentOutline: true,
          displayHeaderFooter: true,
          headerTemplate: "<span></span>",
          footerTemplate: footer(title),
        });
      } catch (error) {
        if (signal?.aborted === true) throw new CancelledError("user");
        throw error;
      } finally {
        signal?.removeEventListener("abort", end);
        this.#pages.delete(name);
        if (!window.isDestroyed()) window.destroy();
      }
    }, signal);
  }

  #ownSession(): Session {
    if (this.#session !== null) return this.#session;
    const own = session.fromPartition(partition, { cache: false });
    own.protocol.handle(appScheme, async (request) => {
      const path = this.#pages.get(new URL(request.url).pathname);
      if (path === undefined) return new Response(null, { status: 404 });
      // The page's own policy stands in it; this one holds where it should be missing.
      return new Response(new Uint8Array(await readFile(path)), {
        headers: {
          "content-type": "text/html; charset=utf-8",
          "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; font-src data:; sandbox",
          "x-content-type-options": "nosniff",
        },
      });
    });
    this.#session = own;
    return own;
  }
}

function footer(title: string): string {
  const style =
    "width:100%;margin:0 14mm;display:flex;justify-content:space-between;gap:8mm;font:7pt sans-serif;color:#586474";
  return `<div style="${style}"><span style="overflow:hidden;white-space:nowrap;text-overflow:ellipsis">${escapeMarkup(title)}</span><span><span class="pageNumber"></span>&nbsp;/&nbsp;<span class="totalPages"></span></span></div>`;
}
