import { X } from "lucide-react";
import { useState } from "react";
import { shortcutOf } from "#renderer/commands";
import { useSession, useView } from "#renderer/context";
import { Button, IconButton } from "#renderer/ui";
import { texts } from "./texts.ts";
import "./tour.css";

/** Three things worth knowing, beside the chart that they are about. It is shown once, and takes no key or click from anything. */
export function Tour() {
  const session = useSession();
  const view = useView();
  const [step, setStep] = useState(0);
  const steps = [
    { title: texts.fanTitle, text: texts.fan },
    { title: texts.pastTitle, text: texts.past },
    { title: texts.findTitle, text: texts.find(shortcutOf("palette") ?? "", shortcutOf("handbook") ?? "") },
  ] as const;
  const end = (): void => {
    view.setState({ isTourShown: false });
    session.change({ isTourSeen: true });
  };
  const shown = steps[step] ?? steps[0];
  const isLast = step === steps.length - 1;
  return (
    <aside
      className="tour"
      aria-label={texts.tour}
      onKeyDown={(event) => {
        if (event.key === "Escape") end();
      }}
    >
      <header className="tour-head">
        <h2 className="tour-title">{shown.title}</h2>
        <IconButton label={texts.skip} onPress={end}>
          <X aria-hidden />
        </IconButton>
      </header>
      <p className="tour-text" aria-live="polite">
        {shown.text}
      </p>
      <footer className="tour-foot">
        <span className="tour-step">{texts.step(step + 1, steps.length)}</span>
        {step === 0 ? null : <Button onPress={() => setStep(step - 1)}>{texts.back}</Button>}
        <Button tone="primary" onPress={() => (isLast ? end() : setStep(step + 1))}>
          {isLast ? texts.done : texts.next}
        </Button>
      </footer>
    </aside>
  );
}
