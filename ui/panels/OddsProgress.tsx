// A thin bar over the odds while they get surer.
import type { ReactElement } from "react";
import { count } from "../format.ts";
import type { OddsRunner } from "../oddsRunner.ts";
import { useLab } from "../store.ts";
import { ProgressBar } from "./ProgressBar.tsx";

const CANCELLED = { words: "Cancelled: these are the runs so far.", again: "Go on" };

export function OddsProgress(props: {
  readonly runner: Pick<OddsRunner, "cancel" | "again">;
}): ReactElement {
  const survey = useLab((lab) => lab.survey);
  const cancelled = useLab((lab) => lab.surveyCancelled);
  const shown =
    survey !== null && (survey.slow || survey.runs > 0)
      ? { share: survey.share, done: `${count(survey.runs)} runs` }
      : null;
  return (
    <ProgressBar
      shown={shown}
      label="Running"
      cancelled={cancelled ? CANCELLED : null}
      runner={props.runner}
    />
  );
}
