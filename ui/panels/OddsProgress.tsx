// A thin bar over the odds while they get surer, and the way out of it.
import type { ReactElement } from "react";
import { count, percent } from "../format.ts";
import type { OddsRunner } from "../oddsRunner.ts";
import { useLab } from "../store.ts";

export function OddsProgress(props: {
  readonly runner: Pick<OddsRunner, "cancel" | "again">;
}): ReactElement {
  const { runner } = props;
  const survey = useLab((lab) => lab.survey);
  const cancelled = useLab((lab) => lab.surveyCancelled);
  const shown = survey !== null && (survey.slow || survey.runs > 0) ? survey : null;
  return (
    <div className="progress">
      {shown !== null && (
        <>
          <progress value={shown.share} max={1} aria-label="Running" />
          <span className="progress-words">
            {percent(shown.share)} · {count(shown.runs)} runs
          </span>
          <button type="button" onClick={() => runner.cancel()}>
            Cancel
          </button>
        </>
      )}
      {shown === null && cancelled && (
        <>
          <span className="progress-words">Cancelled: these are the runs so far.</span>
          <button type="button" onClick={() => runner.again()}>
            Go on
          </button>
        </>
      )}
    </div>
  );
}
