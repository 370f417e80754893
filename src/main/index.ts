import { app } from "electron";
import { isCommand } from "../cli/index.ts";
import { ownArguments } from "./app/arguments.ts";
import { runCommand } from "./app/run-command.ts";
import { runWindow } from "./app/run-window.ts";

const words = ownArguments(process.argv, app.isPackaged);
void (isCommand(words[0]) ? runCommand(words) : runWindow(words));
