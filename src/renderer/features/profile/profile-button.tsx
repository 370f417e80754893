import { ScanSearch } from "lucide-react";
import { CommandToggle } from "#renderer/commands";
import { useViewState } from "#renderer/context";

/** The way to the profile, and back. */
export function ProfileButton() {
  const isShown = useViewState((state) => state.page === "profile");
  return (
    <CommandToggle
      command="profile"
      label="Profile of the data"
      icon={<ScanSearch aria-hidden />}
      isSelected={isShown}
    />
  );
}
