import { CircleCheck, CircleX, Info, TriangleAlert, X } from "lucide-react";
import { useEffect, useState } from "react";
import { useNotices, useNoticesState } from "./context.ts";
import type { Notice } from "./notices.ts";
import { Button, IconButton } from "#renderer/ui";
import { texts } from "./texts.ts";
import "./notices.css";

const icons = { info: Info, success: CircleCheck, warning: TriangleAlert, error: CircleX } as const;

/** Messages over the chart, read out politely as they come. */
export function NoticeList() {
  const notices = useNoticesState((state) => state.notices);
  return (
    <section className="notices" aria-label={texts.notices}>
      <ul className="notice-list" role="list" aria-live="polite" aria-relevant="additions">
        {notices.map((notice) => (
          <NoticeItem key={notice.id} notice={notice} />
        ))}
      </ul>
    </section>
  );
}

function NoticeItem({ notice }: { readonly notice: Notice }) {
  const notices = useNotices();
  const [isHeld, setHeld] = useState(false);
  const { id, lifetimeMs } = notice;
  useEffect(() => {
    if (lifetimeMs === null || isHeld) return undefined;
    const timer = setTimeout(() => notices.dismiss(id), lifetimeMs);
    return () => clearTimeout(timer);
  }, [notices, id, lifetimeMs, isHeld]);
  const Icon = icons[notice.level];
  return (
    <li
      className="notice"
      data-level={notice.level}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon aria-hidden className="notice-icon" />
      <div className="notice-body">
        <p className="notice-text">{notice.message}</p>
        {notice.actions.length === 0 ? null : (
          <div className="notice-actions">
            {notice.actions.map(({ label, run }) => (
              <Button key={label} onPress={run}>
                {label}
              </Button>
            ))}
          </div>
        )}
      </div>
      <IconButton label={texts.dismiss} onPress={() => notices.dismiss(id)}>
        <X aria-hidden />
      </IconButton>
    </li>
  );
}
