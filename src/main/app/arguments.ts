/**
 * The arguments meant for Fantail. Electron's own list starts with the executable and Chromium's switches, and, in a
 * checkout, the application's folder.
 */
export function ownArguments(argv: readonly string[], isPackaged: boolean): string[] {
  let index = 1;
  if (!isPackaged) {
    while (index < argv.length && (argv[index] ?? "").startsWith("-")) index++;
    index++;
  }
  while (index < argv.length && isChromiumSwitch(argv[index] ?? "")) index++;
  return argv.slice(index);
}

/** The files among the arguments of a start that opens the window. */
export function fileArguments(args: readonly string[]): string[] {
  return args.filter((word) => !word.startsWith("-"));
}

/** Whether the user wants this start to begin with nothing, whatever was open the last time. */
export function startsEmpty(args: readonly string[]): boolean {
  return args.includes("--empty");
}

/**
 * Whether a window can be opened. Only Linux can be without a display and say so; a window would end Electron there with a
 * segmentation fault.
 *
 * @param ozonePlatform Chromium's switch of that name, empty where it is not given
 */
export function hasDisplay(
  platform: string,
  env: Readonly<Record<string, string | undefined>>,
  ozonePlatform: string,
): boolean {
  if (platform !== "linux") return true;
  return ozonePlatform !== "headless" && Boolean(env["DISPLAY"] || env["WAYLAND_DISPLAY"]);
}

function isChromiumSwitch(word: string): boolean {
  return /^--(no-sandbox|ozone-platform|disable-gpu|user-data-dir|inspect|remote-debugging-port|enable-logging|log-level|force-device-scale-factor)(=|$)/.test(
    word,
  );
}
