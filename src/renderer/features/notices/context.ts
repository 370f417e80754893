import { sharedStore } from "#renderer/context";
import type { Notices, NoticesState } from "./notices.ts";

export const [NoticesContext, useNotices, useNoticesState] = sharedStore<NoticesState, Notices>("list of notices");
