// What is wrong, beside the controls that caused it: where, what was expected, what came. The last good picture stays meanwhile.
import { useMemo, type ReactElement } from "react";
import type { Problem } from "../../sim/scenario/problem.ts";
import { asWritten, useLab } from "../store.ts";

const SHOWN = 8;

/** @param elsewhere paths whose problems stand beside their own control */
export function Problems({
  elsewhere,
}: {
  readonly elsewhere: readonly string[];
}): ReactElement | null {
  const problems = useLab((lab) => lab.problems);
  const linkProblems = useLab((lab) => lab.linkProblems);
  const here = useMemo(
    () => problems.filter(({ path }) => !elsewhere.includes(path)),
    [problems, elsewhere],
  );
  if (here.length === 0 && linkProblems.length === 0) return null;
  return (
    <section className="problems" role="alert" aria-label="Problems">
      <List title="This cannot be run as it stands" problems={here} />
      <List title="Left out of the link" problems={linkProblems} />
      <button type="button" onClick={asWritten}>
        Back to the scenario as written
      </button>
    </section>
  );
}

function List(props: {
  readonly title: string;
  readonly problems: readonly Problem[];
}): ReactElement | null {
  const { title, problems } = props;
  if (problems.length === 0) return null;
  return (
    <>
      <h2>{title}</h2>
      <ul>
        {problems.slice(0, SHOWN).map(({ path, message }) => (
          <li key={`${path} ${message}`}>
            {path !== "" && <code>{path}</code>} {message}
          </li>
        ))}
        {problems.length > SHOWN && <li>and {problems.length - SHOWN} more</li>}
      </ul>
    </>
  );
}

/** The first problem with any of `paths`. */
export function useProblemAt(paths: readonly string[]): string | undefined {
  return useLab(({ problems }) => problems.find(({ path }) => paths.includes(path))?.message);
}
