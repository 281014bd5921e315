// The story's question, and under it the one sentence that answers it with numbers.
import { useEffect, useMemo, useState, type ReactElement } from "react";
import { inks, plainInk } from "../colours.ts";
import { oddsSentence } from "../oddsSentence.ts";
import { plain, sentence, type Part } from "../sentence.ts";
import type { View } from "../link.ts";
import { shownOdds, shownPicture, useLab, type OddsPicture, type Picture } from "../store.ts";
import { LookSwitch } from "./LookSwitch.tsx";

export function Headline(): ReactElement {
  const question = useQuestion();
  const look = useLab((lab) => lab.view.look);
  const picture = useLab((lab) => (look === "run" ? shownPicture(lab) : shownOdds(lab)));
  const stale = useLab(({ job, survey }) => (look === "run" ? job : survey)?.slow === true);
  const parts = useMemo(() => answer(picture), [picture]);
  useEffect(() => {
    document.title = question === "" ? "Rollout Lab" : `${question} – Rollout Lab`;
  }, [question]);
  return (
    <div className="headline">
      <div className="headline-row">
        <h1>{question}</h1>
        <LookSwitch />
      </div>
      <p className={stale ? "answer stale" : "answer"} aria-hidden="true">
        <Sentence parts={parts} picture={picture} />
      </p>
      <Spoken text={plain(parts)} />
    </div>
  );
}

function useQuestion(): string {
  return useLab(({ view, written, tales, problems }) => {
    if (written !== null)
      return written.reading?.question ?? written.facts.story?.question ?? written.facts.name;
    const known = tales.find((tale) => tale.id === view.scenario)?.question;
    return known ?? (problems.length > 0 ? cannotOpen(view) : "");
  });
}

function cannotOpen({ scenario, plan }: View): string {
  return plan === null ? `“${scenario}” cannot be opened` : "This plan cannot be rehearsed yet";
}

function answer(picture: Picture | OddsPicture | null): Part[] {
  if (picture === null) return [];
  if ("answer" in picture) return oddsSentence(picture);
  return sentence(picture.comparison.runs, picture.facts.objective);
}

function Sentence(props: {
  readonly parts: readonly Part[];
  readonly picture: Pick<Picture, "facts"> | null;
}): ReactElement {
  const { parts, picture } = props;
  const colours = useMemo(() => inks(picture?.facts.strategies ?? []), [picture]);
  return (
    <>
      {parts.map(({ text, strategy }, i) =>
        strategy === undefined ? (
          <span key={i}>{text}</span>
        ) : (
          <strong key={i} style={{ color: (colours.get(strategy) ?? plainInk).text }}>
            {text}
          </strong>
        ),
      )}
    </>
  );
}

/** For a screen reader: the sentence once it rests, or a dragged slider would never stop talking. */
function Spoken({ text }: { readonly text: string }): ReactElement {
  const [said, setSaid] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setSaid(text), 700);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <p className="visually-hidden" role="status" aria-live="polite">
      {said}
    </p>
  );
}
