import { start } from "#main/app";

start();
