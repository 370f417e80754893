/** What macOS has beside Electron's tree. */
import { fillTemplate } from "./product.mjs";

/** @returns {string} the console command, for `Contents/Resources/bin` */
export function macLauncher(product) {
  return fillTemplate("mac/fantail.sh", { NAME: product.name });
}
