import { Group, Input, Label, NumberField } from "react-aria-components";
import { defaultHorizon } from "#domain/series";
import { horizonBounds, type Horizons, horizonUnits } from "#domain/settings";
import { useSession, useSessionState } from "#renderer/context";
import { frequencyName } from "#renderer/format";
import { ResetButton } from "./reset-button.tsx";
import { texts } from "./texts.ts";

/** A number of steps for each step that a series can have; an empty field is the default, which it shows. */
export function HorizonFields({ isDisabled }: { readonly isDisabled: boolean }) {
  const session = useSession();
  const horizons = useSessionState((state) => state.settings.horizons);
  return (
    <ul className="horizon-fields">
      {horizonUnits.map((unit) => {
        const name = frequencyName({ unit, count: 1 });
        const own = horizons[unit];
        return (
          <li key={unit} className="horizon-field reset-home" tabIndex={-1}>
            <NumberField
              className="field"
              minValue={horizonBounds.min}
              maxValue={horizonBounds.max}
              value={own ?? Number.NaN}
              isDisabled={isDisabled}
              onChange={(next) => session.change({ horizons: withHorizon(horizons, unit, next) })}
            >
              <Label className="field-label">{name}</Label>
              <Group className="field-box">
                <Input className="number-input" placeholder={String(defaultHorizon({ unit, count: 1 }))} />
              </Group>
            </NumberField>
            <ResetButton
              label={texts.reset(name)}
              isShown={own !== undefined && !isDisabled}
              onReset={() => session.change({ horizons: withHorizon(horizons, unit, Number.NaN) })}
            />
          </li>
        );
      })}
    </ul>
  );
}

/** NaN takes it out. */
export function withHorizon(horizons: Horizons, unit: keyof Horizons, steps: number): Horizons {
  const { [unit]: _, ...others } = horizons;
  return Number.isFinite(steps) ? { ...others, [unit]: Math.round(steps) } : others;
}
