import { app } from "electron";
import { isCommand } from "#cli";
import { hasDisplay, ownArguments } from "./arguments.ts";
import { policyOfComputer } from "./policy.ts";
import { runWindow } from "./run-window.ts";

/**
 * Opens the window, or runs the command that the arguments name. Resolves when that is under way: Electron is ready only after
 * it, and some of it has to come before.
 */
export async function start(): Promise<void> {
  const args = ownArguments(process.argv, app.isPackaged);
  const hasScreen = hasDisplay(process.platform, process.env, app.commandLine.getSwitchValue("ozone-platform"));
  const policy = await policyOfComputer();
  if (!isCommand(args[0]) && hasScreen) {
    void runWindow(args, policy);
    return;
  }
  // Without a display only the command line works, and it says what is wrong with the arguments.
  const { runCommand } = await import("./run-command.ts");
  void runCommand(args, policy);
}
