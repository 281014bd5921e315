// A thin bar over the charts once a run takes long enough to notice.
import { createContext, useContext, type ReactElement } from "react";
import { count } from "../format.ts";
import type { Runner } from "../runner.ts";
import { useLab } from "../store.ts";
import { ProgressBar } from "./ProgressBar.tsx";

export const RunnerContext = createContext<Pick<Runner, "cancel" | "again">>({
  cancel: () => {},
  again: () => {},
});

const CANCELLED = { words: "Cancelled: this is the last finished run.", again: "Run again" };

export function Progress(): ReactElement {
  const job = useLab((lab) => lab.job);
  const cancelled = useLab((lab) => lab.cancelled);
  const runner = useContext(RunnerContext);
  const shown =
    job !== null && job.slow ? { share: job.share, done: `${count(job.requests)} requests` } : null;
  return (
    <ProgressBar
      shown={shown}
      label="Simulating"
      cancelled={cancelled ? CANCELLED : null}
      runner={runner}
    />
  );
}
