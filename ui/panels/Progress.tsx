// A thin bar over the charts once a run takes long enough to notice, and the way out of it.
import { createContext, useContext, type ReactElement } from "react";
import { count, percent } from "../format.ts";
import type { Runner } from "../runner.ts";
import { useLab } from "../store.ts";

export const RunnerContext = createContext<Pick<Runner, "cancel" | "again">>({
  cancel: () => {},
  again: () => {},
});

export function Progress(): ReactElement {
  const job = useLab((lab) => lab.job);
  const cancelled = useLab((lab) => lab.cancelled);
  const runner = useContext(RunnerContext);
  const shown = job !== null && job.slow ? job : null;
  return (
    <div className="progress">
      {shown !== null && (
        <>
          <progress value={shown.share} max={1} aria-label="Simulating" />
          <span className="progress-words">
            {percent(shown.share)} · {count(shown.requests)} requests
          </span>
          <button type="button" onClick={() => runner.cancel()}>
            Cancel
          </button>
        </>
      )}
      {shown === null && cancelled && (
        <>
          <span className="progress-words">Cancelled: this is the last finished run.</span>
          <button type="button" onClick={() => runner.again()}>
            Run again
          </button>
        </>
      )}
    </div>
  );
}
