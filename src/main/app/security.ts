import { app, session, type Session } from "electron";
import { isOwnPage, type Logger } from "#main/platform";
import type { DevelopmentServer } from "./development.ts";

/**
 * Before `ready`: no host name resolves, whatever part of Chromium asks.
 *
 * @param server the one of `npm run dev`, whose socket the page may reach
 */
export function disableNetwork(server: DevelopmentServer | null = null): void {
  const except = server === null ? "" : ", EXCLUDE 127.0.0.1";
  app.commandLine.appendSwitch("host-resolver-rules", `MAP * ~NOTFOUND${except}`);
  app.commandLine.appendSwitch("disable-background-networking");
  app.commandLine.appendSwitch("disable-component-update");
  app.commandLine.appendSwitch("disable-domain-reliability");
  app.commandLine.appendSwitch("no-pings");
}

/** Deny by default: permissions, navigation, new windows, web views and every request that is not for our own files. */
export function hardenSessions(logger: Logger, server: DevelopmentServer | null): void {
  hardenSession(session.defaultSession, logger, server);
  app.on("session-created", (created) => hardenSession(created, logger, server));
  app.on("web-contents-created", (_event, contents) => {
    contents.setWindowOpenHandler(({ url }) => {
      logger.warn("window-open-denied", { scheme: schemeOf(url) });
      return { action: "deny" };
    });
    const denyNavigation = (event: Electron.Event, url: string): void => {
      // Reloading our own page is the one navigation there is.
      if (isOwnPage(url)) return;
      event.preventDefault();
      logger.warn("navigation-denied", { scheme: schemeOf(url) });
    };
    contents.on("will-navigate", (details) => denyNavigation(details, details.url));
    contents.on("will-redirect", (details) => denyNavigation(details, details.url));
    contents.on("will-frame-navigate", (details) => denyNavigation(details, details.url));
    contents.on("will-attach-webview", (event) => event.preventDefault());
  });
}

function hardenSession(target: Session, logger: Logger, server: DevelopmentServer | null): void {
  // A session checks spelling unless it has no language to do it in, whatever its pages say, and asks Google's servers for a dictionary.
  target.setSpellCheckerLanguages([]);
  target.setPermissionRequestHandler((_contents, permission, decide) => {
    logger.warn("permission-denied", { permission });
    decide(false);
  });
  target.setPermissionCheckHandler(() => false);
  target.setDevicePermissionHandler(() => false);
  target.webRequest.onBeforeRequest((details, decide) => {
    const isSocket = server !== null && details.url.startsWith(`${server.socket}/`);
    const isAllowed = isOwnPage(details.url) || /^(data|blob|devtools):/.test(details.url) || isSocket;
    if (!isAllowed) logger.warn("request-blocked", { scheme: schemeOf(details.url), type: details.resourceType });
    decide({ cancel: !isAllowed });
  });
  target.on("will-download", (event) => event.preventDefault());
}

function schemeOf(url: string): string {
  return /^[a-z][a-z0-9+.-]*/i.exec(url)?.[0] ?? "none";
}
