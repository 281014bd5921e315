// The address bar and the view, kept in step. What is chosen makes a step to go back over; what slides makes one when it rests.
import { linkTo, OWN, readLink, type View } from "./link.ts";
import { isPlan, packed, type Plan } from "./plan.ts";
import { showView, useLab } from "./store.ts";

/** A slide is over when nothing moved for this long. */
const REST_MS = 400;

/** Reads the view from the address now, and keeps both in step from then on. */
export function followAddress(page: Window, fallback: string): void {
  function read(): void {
    const { view, problems } = readLink(page.location.hash, fallback);
    const kept = view.scenario === OWN && view.plan === null ? keptPlan(page.history.state) : null;
    showView(kept === null ? view : { ...view, plan: kept }, problems);
  }

  let rest = 0;
  let written: View;
  function write(): void {
    const { view } = useLab.getState();
    page.clearTimeout(rest);
    const link = linkTo(view);
    const other = view.plan !== written.plan;
    if (link === page.location.hash && !other) return;
    // A moved cursor, like a scroll position, is no step to go back over.
    const step = other || linkTo({ ...view, at: null }) !== linkTo({ ...written, at: null });
    written = view;
    page.history[step ? "pushState" : "replaceState"](stateOf(view), "", link);
  }

  read();
  written = useLab.getState().view;
  useLab.subscribe(({ view }, before) => {
    if (view === before.view) return;
    page.clearTimeout(rest);
    const slides = view.scenario === before.view.scenario && view.plan === before.view.plan;
    rest = page.setTimeout(write, slides ? REST_MS : 0);
  });
  page.addEventListener("popstate", () => {
    page.clearTimeout(rest);
    read();
    written = useLab.getState().view;
  });
  page.addEventListener("pagehide", write);
}

/** A plan too long for a link stays with its step of this tab's history: reload, back and forward keep it. */
function stateOf({ plan }: View): { readonly plan: Plan } | null {
  return plan !== null && packed(plan) === null ? { plan } : null;
}

function keptPlan(state: unknown): Plan | null {
  const plan = (state as { readonly plan?: unknown } | null)?.plan;
  return isPlan(plan) ? plan : null;
}
