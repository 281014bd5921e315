// The dialog of one's own plan and the text in it, reached from anywhere on the page.
import { beginDraft } from "../store.ts";

export const DIALOG = "own";
export const TEXT = "own-text";
/** Pixels a line of the text, as in the style sheet. */
export const LINE = 18;

function textArea(): HTMLTextAreaElement | null {
  return document.getElementById(TEXT) as HTMLTextAreaElement | null;
}

export function openPlan(): void {
  const dialog = document.getElementById(DIALOG) as HTMLDialogElement | null;
  beginDraft();
  if (dialog?.open === false) dialog.showModal();
  textArea()?.focus();
}

export function closePlan(): void {
  (document.getElementById(DIALOG) as HTMLDialogElement | null)?.close();
}

/** Puts the caret there and the line in sight; both count from 1. */
export function goTo(line: number, column: number): void {
  const area = textArea();
  if (area === null) return;
  const lines = area.value.split("\n");
  const before = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  const at = before + Math.min(column - 1, lines[line - 1]?.length ?? 0);
  area.focus();
  area.setSelectionRange(at, at);
  area.scrollTo({ top: (line - 1) * LINE - area.clientHeight / 3, left: 0 });
}
