// What the story teaches: folded, so that whoever wants to find out first can.
import type { ReactElement } from "react";
import { useLab } from "../store.ts";

export function Lesson(): ReactElement | null {
  const lesson = useLab((lab) => lab.written?.facts.story?.lesson ?? "");
  if (lesson === "") return null;
  return (
    <details className="lesson">
      <summary>What it teaches</summary>
      <p>
        {/* What stands between backticks is to be typed. */}
        {lesson.split("`").map((part, i) => (i % 2 === 1 ? <code key={i}>{part}</code> : part))}
      </p>
    </details>
  );
}
