/** Every version of the queue's file: its number is the migration's place in this list, counted from 1. */
import type { Migration } from "#storage/database";
import { queue } from "./0001-queue.ts";
import { profiles } from "./0002-profiles.ts";

export const migrations: readonly Migration[] = [queue, profiles];
