// What was written and not yet rehearsed outlives a reload: this tab keeps it.
import { isPlan, type Plan } from "./plan.ts";
import { useLab } from "./store.ts";

const KEY = "rollout-lab-draft";

/** To be called once the view is known: takes up the draft this tab kept, and keeps the newest when the page is left. */
export function followDraft(page: Window): void {
  const draft = kept(page);
  if (draft !== null) useLab.setState({ draft });
  page.addEventListener("pagehide", () => keep(page));
}

function kept(page: Window): Plan | null {
  try {
    const plan: unknown = JSON.parse(page.sessionStorage.getItem(KEY) ?? "null");
    return isPlan(plan) ? plan : null;
  } catch {
    return null; // storage is refused, or holds another thing
  }
}

function keep(page: Window): void {
  const { draft, view } = useLab.getState();
  try {
    // The view's own plan is in the address.
    if (draft === null || draft === view.plan) page.sessionStorage.removeItem(KEY);
    else page.sessionStorage.setItem(KEY, JSON.stringify(draft));
  } catch {
    // storage is refused, or the draft is too long for it: it holds until the page is left
  }
}
