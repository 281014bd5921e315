// A thin bar over what is being made, and the way out of it; after that, the way back in.
import type { ReactElement } from "react";
import { percent } from "../format.ts";

interface Props {
  /** What is under way; null is nothing worth a bar. */
  readonly shown: { readonly share: number; readonly done: string } | null;
  readonly label: string;
  /** After it was cancelled: what is there, and what takes it up again. */
  readonly cancelled: { readonly words: string; readonly again: string } | null;
  readonly runner: { cancel(): void; again(): void };
}

export function ProgressBar({ shown, label, cancelled, runner }: Props): ReactElement {
  return (
    <div className="progress">
      {shown !== null && (
        <>
          <progress value={shown.share} max={1} aria-label={label} />
          <span className="progress-words">
            {percent(shown.share)} · {shown.done}
          </span>
          <button type="button" onClick={() => runner.cancel()}>
            Cancel
          </button>
        </>
      )}
      {shown === null && cancelled !== null && (
        <>
          <span className="progress-words">{cancelled.words}</span>
          <button type="button" onClick={() => runner.again()}>
            {cancelled.again}
          </button>
        </>
      )}
    </div>
  );
}
