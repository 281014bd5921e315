// Where the time cursor stands over charts: what is pointed at comes before where it was left.
import { shows, type Frame } from "../charts/chart.ts";
import { useLab } from "../store.ts";

/** @returns simulated seconds; null is the end of what is shown */
export function useCursor(frame: Frame): number | null {
  const hover = useLab((lab) => lab.hover);
  const at = useLab((lab) => lab.view.at);
  // Pointing at a decision puts the cursor at its moment: the numbers beside the lines are those it was taken on.
  const told = useLab(({ told, picture }) => {
    const { strategy, decision } = told?.mark ?? {};
    const run = picture?.comparison.runs.find((each) => each.strategy === strategy);
    return run?.decisions[decision ?? -1]?.at ?? null;
  });
  const cursor = told ?? hover ?? at;
  return cursor === null || cursor >= frame.span.to || !shows(frame, cursor) ? null : cursor;
}
