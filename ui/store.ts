// All the page knows, as plain data, and the few ways it may change. Nothing here runs, fetches or draws.
import { create } from "zustand";
import type { Comparison } from "../sim/results/types.ts";
import type { Problem } from "../sim/scenario/problem.ts";
import type { Mark } from "./charts/Lanes.tsx";
import type { Knob } from "./knobs.ts";
import { blankView, OWN, type Rank, type View } from "./link.ts";
import { emptyPlan, samePlan, type Plan } from "./plan.ts";
import type { Answer, WorldOf } from "./oddsProtocol.ts";
import type { Example, Facts, Order, Reading, Tale, Theory, Written } from "./protocol.ts";

/** What is on screen: a finished rehearsal, and the order it answers. */
export interface Picture {
  readonly order: Order;
  readonly facts: Facts;
  readonly comparison: Comparison;
  readonly theory: Theory;
  /** What can be said of a plan of one's own without running it; none for a story. */
  readonly outlook: readonly string[];
}

/** The rehearsal under way. */
export interface Job {
  /** In [0, 1]. */
  readonly share: number;
  /** Simulated so far, over all strategies. */
  readonly requests: number;
  /** Whether it takes long enough to be worth a progress bar. */
  readonly slow: boolean;
}

/** What many runs say, and what they are of. */
export interface OddsPicture {
  readonly order: Order;
  readonly facts: Facts;
  readonly answer: Answer;
  /** The knob of its curve; null when it has none. */
  readonly knob: Knob | null;
}

/** The survey under way. */
export interface SurveyJob {
  /** In [0, 1]. */
  readonly share: number;
  readonly runs: number;
  /** Whether nothing of it is shown yet, and for long enough to say so. */
  readonly slow: boolean;
  /** How its runs are advanced; none before that is known. */
  readonly worlds: readonly WorldOf[];
}

export type Theme = "auto" | "light" | "dark";

export interface Lab {
  readonly view: View;
  readonly tales: readonly Tale[];
  readonly examples: readonly Example[];
  /** The plan that is being written: it becomes the view's when it is rehearsed. null before anybody began one. */
  readonly draft: Plan | null;
  /** The last draft that was read, and what was understood of it. */
  readonly read: { readonly plan: Plan; readonly reading: Reading } | null;
  /** The view's scenario as its file says it; null until it was read. */
  readonly written: Written | null;
  /** The last good picture: it stays while a newer one is made, and when one cannot be. */
  readonly picture: Picture | null;
  readonly job: Job | null;
  /** Whether the last rehearsal was cancelled before its end. */
  readonly cancelled: boolean;
  /** The last odds there were: they stay while newer ones are made. */
  readonly odds: OddsPicture | null;
  readonly survey: SurveyJob | null;
  /** Whether the last survey was cancelled before its end. */
  readonly surveyCancelled: boolean;
  /** With the scenario or the run. */
  readonly problems: readonly Problem[];
  /** With the link the page was opened by. */
  readonly linkProblems: readonly Problem[];
  /** Where the pointer is, in simulated seconds. */
  readonly hover: number | null;
  /** The strategy that stands out while it is pointed at. */
  readonly spot: string | null;
  /** The decision whose reason is told, and whether it stays when the pointer leaves. */
  readonly told: { readonly mark: Mark; readonly stays: boolean } | null;
  readonly theme: Theme;
}

export const useLab = create<Lab>(() => freshLab("canary-catches-a-bad-model"));

export function freshLab(scenario: string): Lab {
  return {
    view: blankView(scenario),
    tales: [],
    examples: [],
    draft: null,
    read: null,
    written: null,
    picture: null,
    job: null,
    cancelled: false,
    odds: null,
    survey: null,
    surveyCancelled: false,
    problems: [],
    linkProblems: [],
    hover: null,
    spot: null,
    told: null,
    theme: "auto",
  };
}

const set = useLab.setState;

/** The picture to show. One of another scenario only bridges the moment until the new one is there. */
export function shownPicture({ picture, view, job }: Lab): Picture | null {
  if (picture === null) return picture;
  const { scenario, plan } = picture.order;
  if (scenario === view.scenario && plan === view.plan) return picture;
  return job !== null && !job.slow ? picture : null;
}

/** Another view altogether: from a link, or back and forward. */
export function showView(view: View, linkProblems: readonly Problem[] = []): void {
  set((lab) => {
    const plan = samePlan(view.plan, lab.view.plan) ? lab.view.plan : view.plan;
    const same = view.scenario === lab.view.scenario && plan === lab.view.plan;
    return {
      view: { ...view, plan },
      linkProblems,
      told: null,
      hover: null,
      written: same ? lab.written : null,
      draft: same ? lab.draft : (plan ?? lab.draft ?? lab.view.plan),
    };
  });
}

/** The odds to show: those of the scenario at hand. */
export function shownOdds({ odds, view }: Lab): OddsPicture | null {
  if (odds === null) return null;
  const { scenario, plan } = odds.order;
  return scenario === view.scenario && plan === view.plan ? odds : null;
}

export function pickScenario(scenario: string): void {
  const { look } = useLab.getState().view;
  showView({ ...blankView(scenario), look });
}

/** The scenario again, with nothing changed. */
export function asWritten(): void {
  const { scenario, plan, look } = useLab.getState().view;
  showView({ ...blankView(scenario, plan), look });
}

/** Gives the editor something to write on: the view's plan, if it has one. */
export function beginDraft(): void {
  set(({ draft, view }) => ({ draft: draft ?? view.plan ?? emptyPlan }));
}

/** What stands in the editor. */
export function write(change: Partial<Plan>): void {
  set(({ draft }) => ({ draft: { ...(draft ?? emptyPlan), ...change } }));
}

/** Says what a metric measures; "" takes it back. */
export function answer(metric: string, measures: string): void {
  const { [metric]: _, ...rest } = useLab.getState().draft?.metrics ?? {};
  write({ metrics: measures === "" ? rest : { ...rest, [metric]: measures } });
}

/** Shows the draft on the page. The seed and what was set by hand stay from one version of a plan to the next. */
export function rehearseDraft(): void {
  const { draft, view } = useLab.getState();
  if (draft === null) return;
  const { edits, seed } = view.scenario === OWN ? view : blankView(OWN);
  showView({ ...blankView(OWN, draft), edits, seed, look: view.look });
}

/** Sets numbers of the scenario, by path; null leaves what the file says. */
export function edit(changes: Readonly<Record<string, number | null>>): void {
  set(({ view }) => {
    const edits = { ...view.edits };
    for (const [path, to] of Object.entries(changes)) {
      if (to === null) delete edits[path];
      else edits[path] = to;
    }
    return { view: { ...view, edits } };
  });
}

export function clearEdits(): void {
  set(({ view }) => ({ view: { ...view, edits: {} }, linkProblems: [] }));
}

export function toggleStrategy(id: string): void {
  set(({ view, written }) => {
    if (written === null) return {};
    const all = written.facts.strategies.map((spec) => spec.id);
    const chosen = new Set(view.strategies ?? all);
    if (!chosen.delete(id)) chosen.add(id);
    const strategies = all.filter((each) => chosen.has(each));
    return { view: { ...view, strategies: strategies.length === all.length ? null : strategies } };
  });
}

export function setSeed(seed: number): void {
  set(({ view, written }) => ({
    view: { ...view, seed: seed === written?.facts.seed ? null : seed },
  }));
}

export function setLook(look: View["look"]): void {
  set(({ view }) => ({ view: { ...view, look }, told: null, hover: null }));
}

export function setErrors(errors: View["errors"]): void {
  set(({ view }) => ({ view: { ...view, errors } }));
}

export function setRegret(regret: View["regret"]): void {
  set(({ view }) => ({ view: { ...view, regret } }));
}

/** Ranks the outcome by a column; by the same again puts it back in the scenario's order. */
export function rankBy(rank: Rank): void {
  set(({ view }) => ({ view: { ...view, rank: view.rank === rank ? null : rank } }));
}

/** Whose evidence is shown. */
export function setEvidence(evidence: string): void {
  set(({ view }) => ({ view: { ...view, evidence } }));
}

/** Moves the time cursor; null is the end. A cursor that would be out of sight opens the zoom. */
export function setAt(at: number | null): void {
  set(({ view }) => {
    const hidden = view.zoom !== null && at !== null && (at < view.zoom[0] || at > view.zoom[1]);
    return { view: { ...view, at, zoom: hidden ? null : view.zoom } };
  });
}

/** Shows a part of the run's time; null is all of it. A cursor outside goes to its end. */
export function setZoom(zoom: View["zoom"]): void {
  set(({ view }) => {
    const kept = zoom === null || (view.at !== null && view.at >= zoom[0] && view.at <= zoom[1]);
    return { view: { ...view, zoom, at: kept ? view.at : null } };
  });
}

/** Shows `factor` times as much time around the cursor. */
export function zoomBy(factor: number): void {
  const { view, picture } = useLab.getState();
  if (picture === null) return;
  const { duration } = picture.facts;
  const [from, to] = view.zoom ?? [0, duration];
  const wide = Math.max(duration / 1000, (to - from) * factor);
  if (wide >= duration) return setZoom(null);
  const middle = view.at ?? (from + to) / 2;
  const start = Math.min(duration - wide, Math.max(0, middle - wide / 2));
  setZoom([start, start + wide]);
}

export function setHover(hover: number | null): void {
  set({ hover });
}

export function setSpot(spot: string | null): void {
  set({ spot });
}

/** Pointing at a mark tells its reason until the pointer leaves; picking it, until closed. */
export function point(mark: Mark | null): void {
  set(({ told }) => (told?.stays === true ? {} : { told: mark && { mark, stays: false } }));
}

export function pick(mark: Mark): void {
  set(({ told }) => {
    const again = told?.stays === true && told.mark.decision === mark.decision;
    return { told: again && told.mark.strategy === mark.strategy ? null : { mark, stays: true } };
  });
}

export function closeTold(): void {
  set({ told: null });
}

export function setTheme(theme: Theme): void {
  set({ theme });
}
