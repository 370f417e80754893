import { start } from "#main/app";

await start();
