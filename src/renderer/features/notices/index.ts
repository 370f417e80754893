export { NoticesContext } from "./context.ts";
export { NoticeList } from "./notice-list.tsx";
export { createNotices, type Notices } from "./notices.ts";
