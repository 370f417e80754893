import { ArrowUpDown, Check } from "lucide-react";
import { Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { type Job, jobPriorities, type JobPriority } from "#domain/job";
import { priorityTexts, titleOf, useJobs } from "#renderer/jobs";
import { IconButton } from "#renderer/ui";
import { texts } from "./texts.ts";

/** When a job has its turn. */
export function PriorityMenu({ job }: { readonly job: Job }) {
  const { id, priority } = job;
  const name = titleOf(job);
  const queue = useJobs();
  return (
    <MenuTrigger>
      <IconButton label={texts.priorityOf(name, priorityTexts[priority].label.toLowerCase())}>
        <ArrowUpDown aria-hidden />
      </IconButton>
      <Popover className="popover" placement="bottom end" offset={6}>
        <Menu
          className="menu"
          aria-label={texts.priorityOf2(name)}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[priority]}
          onAction={(key) => {
            if (key !== priority) void queue.prioritise(id, key as JobPriority);
          }}
        >
          {jobPriorities.map((each) => (
            <MenuItem key={each} id={each} textValue={priorityTexts[each].label} className="menu-item">
              <Check aria-hidden className="menu-check" />
              <span className="menu-text">
                {priorityTexts[each].label}
                <span className="menu-detail">{priorityTexts[each].detail}</span>
              </span>
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
