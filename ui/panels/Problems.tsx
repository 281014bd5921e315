// What is wrong, beside the controls that caused it: where, what was expected, what came. The last good picture stays meanwhile.
import type { ReactElement } from "react";
import { clearEdits, useLab } from "../store.ts";

export function Problems(): ReactElement | null {
  const problems = useLab((lab) => lab.problems);
  const linkProblems = useLab((lab) => lab.linkProblems);
  const all = [...linkProblems, ...problems];
  if (all.length === 0) return null;
  return (
    <section className="problems" role="alert" aria-label="Problems">
      <h2>This cannot be run as it stands</h2>
      <ul>
        {all.slice(0, 8).map(({ path, message }) => (
          <li key={`${path} ${message}`}>
            {path !== "" && <code>{path}</code>} {message}
          </li>
        ))}
        {all.length > 8 && <li>and {all.length - 8} more</li>}
      </ul>
      <button type="button" onClick={clearEdits}>
        Back to the scenario as written
      </button>
    </section>
  );
}
