/** How this Fantail was installed. */
import { accessSync, constants, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Installation } from "#domain/update";

export interface InstallationPorts {
  readonly platform: NodeJS.Platform;
  /** Absolute path of the running executable. */
  readonly executable: string;
  readonly exists?: (path: string) => boolean;
}

/** Null for a checkout, which nothing installed. */
export function installationOf({ platform, executable, exists = isListed }: InstallationPorts): Installation | null {
  const root = dirname(executable);
  if (platform === "darwin") return { kind: "zip", swappable: null };
  if (!exists(join(root, "resources", "app.asar"))) return null;
  if (platform === "win32") {
    if (exists(join(root, "uninstall.exe"))) return { kind: "setup", swappable: null };
    return { kind: /\\program files/iu.test(root) ? "msi" : "zip", swappable: null };
  }
  // Where the packages put it; whose list names it says which of them it was.
  if (root === "/usr/lib/fantail")
    return { kind: exists("/var/lib/dpkg/info/fantail.list") ? "deb" : "rpm", swappable: null };
  return { kind: "tar", swappable: isOurs(root) ? root : null };
}

/** By the folder's own list: Electron looks into what is called an archive. */
function isListed(path: string): boolean {
  try {
    return readdirSync(dirname(path)).includes(basename(path));
  } catch {
    return false;
  }
}

/** Whether a folder can be put in another's place by whoever runs this. */
function isOurs(root: string): boolean {
  try {
    accessSync(dirname(root), constants.W_OK);
    accessSync(root, constants.W_OK);
    return basename(root) !== "";
  } catch {
    return false;
  }
}
