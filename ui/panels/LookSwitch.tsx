// One run, or what comes of many: two ways to look at the same scenario.
import type { ReactElement } from "react";
import type { View } from "../link.ts";
import { setLook, useLab } from "../store.ts";

const looks: readonly (readonly [View["look"], string])[] = [
  ["run", "One run"],
  ["odds", "Odds"],
];

export function LookSwitch(): ReactElement {
  const look = useLab((lab) => lab.view.look);
  return (
    <div className="segmented looks" role="group" aria-label="Look at">
      {looks.map(([each, label]) => (
        <button key={each} type="button" aria-pressed={each === look} onClick={() => setLook(each)}>
          {label}
        </button>
      ))}
    </div>
  );
}
