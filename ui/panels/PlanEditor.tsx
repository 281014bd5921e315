// The text of a plan, with its lines numbered and those marked where something is wrong.
import { useState, type ReactElement } from "react";
import { rehearseDraft, write, useLab } from "../store.ts";
import { closePlan, LINE, TEXT } from "./planText.ts";

/** Characters that some browsers take seconds to insert line by line, as an edit that can be undone. */
const LARGE = 20_000;

interface Props {
  /** Lines with a problem, from 1. */
  readonly marked: ReadonlySet<number>;
  readonly ready: boolean;
}

export function PlanEditor({ marked, ready }: Props): ReactElement {
  const text = useLab((lab) => lab.draft?.text ?? "");
  const [view, setView] = useState({ top: 0, height: 600 });
  return (
    <div className="editor">
      <Gutter lines={count(text)} view={view} marked={marked} />
      <textarea
        id={TEXT}
        aria-label="Manifests or scenario"
        placeholder={"apiVersion: argoproj.io/v1alpha1\nkind: Rollout\n…"}
        wrap="off"
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        value={text}
        onChange={(event) => write({ text: event.currentTarget.value })}
        onPaste={(event) => {
          const pasted = event.clipboardData.getData("text/plain");
          if (pasted.length < LARGE) return;
          event.preventDefault();
          const { currentTarget: area } = event;
          area.setRangeText(pasted, area.selectionStart, area.selectionEnd, "end");
          write({ text: area.value });
        }}
        onScroll={({ currentTarget: { scrollTop, clientHeight } }) =>
          setView({ top: scrollTop, height: clientHeight })
        }
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !ready) return;
          event.preventDefault();
          rehearseDraft();
          closePlan();
        }}
      />
    </div>
  );
}

function count(text: string): number {
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}

/** Only the numbers in sight: a plan may have many thousand lines. */
function Gutter(props: {
  readonly lines: number;
  readonly view: { readonly top: number; readonly height: number };
  readonly marked: ReadonlySet<number>;
}): ReactElement {
  const { lines, view, marked } = props;
  const first = Math.floor(view.top / LINE) + 1;
  const shown = Math.max(0, Math.min(lines - first + 1, Math.ceil(view.height / LINE) + 2));
  return (
    <div className="gutter" aria-hidden="true">
      <ol style={{ transform: `translateY(${-(view.top % LINE)}px)` }}>
        {Array.from({ length: shown }, (_, i) => first + i).map((line) => (
          <li key={line} className={marked.has(line) ? "marked" : undefined}>
            {line}
          </li>
        ))}
      </ol>
    </div>
  );
}
