// Copies the address of exactly this view.
import { useState, type ReactElement } from "react";
import { linkTo } from "../link.ts";
import { packed } from "../plan.ts";
import { useLab } from "../store.ts";

export function Share(): ReactElement {
  const [said, say] = useSaid();
  return (
    <button
      type="button"
      onClick={() => {
        const { view } = useLab.getState();
        if (view.plan !== null && packed(view.plan) === null) return say("Too long for a link");
        const { origin, pathname } = window.location;
        void copy(`${origin}${pathname}${linkTo(view)}`).then(say);
      }}
    >
      <span aria-live="polite">{said ?? "Copy link"}</span>
    </button>
  );
}

/** What a button says for a moment after it was pressed. */
export function useSaid(): [string | null, (text: string) => void] {
  const [said, setSaid] = useState<string | null>(null);
  return [
    said,
    (text) => {
      setSaid(text);
      setTimeout(() => setSaid(null), 1600);
    },
  ];
}

/** @returns what happened, in a word or two */
export async function copy(text: string): Promise<string> {
  try {
    await navigator.clipboard.writeText(text);
    return "Copied";
  } catch {
    return "Not allowed";
  }
}
