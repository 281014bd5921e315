// The story's question, and under it the one sentence that answers it with numbers.
import { useEffect, useMemo, useState, type ReactElement } from "react";
import { inks, plainInk } from "../colours.ts";
import { plain, sentence, type Part } from "../sentence.ts";
import type { View } from "../link.ts";
import { shownPicture, useLab, type Picture } from "../store.ts";

export function Headline(): ReactElement {
  const question = useQuestion();
  const picture = useLab(shownPicture);
  const stale = useLab((lab) => lab.job?.slow === true);
  const parts = useMemo(() => answer(picture), [picture]);
  useEffect(() => {
    document.title = question === "" ? "Rollout Lab" : `${question} – Rollout Lab`;
  }, [question]);
  return (
    <div className="headline">
      <h1>{question}</h1>
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

function answer(picture: Picture | null): Part[] {
  return picture === null ? [] : sentence(picture.comparison.runs, picture.facts.objective);
}

function Sentence(props: {
  readonly parts: readonly Part[];
  readonly picture: Picture | null;
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
