import { shared } from "#renderer/context";
import type { Commands } from "./commands.ts";

export const [CommandsContext, useCommands] = shared<Commands>("registry of commands");
