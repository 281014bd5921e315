// Two plans as markdown for a pull request: what was changed, what that does, in words and in a table.
import type {
  CandidateDiff,
  Compared,
  DiffFigure,
  DiffShare,
  PlanDiff,
  StrategyDiff,
} from "../../sim/odds/planDiff.ts";
import { meanText } from "../../sim/odds/doubt.ts";
import { isOfPlan, type ScenarioChange } from "../../sim/odds/changes.ts";
import type { PairedDifference, ShareEstimate, Spread } from "../../sim/odds/types.ts";
import { amountText, durationText, intervalText, pluralText } from "../../sim/results/words.ts";
import { show } from "../../sim/scenario/show.ts";
import { escaped } from "./markdown.ts";

/** Changes told; a pull request shows the others itself. */
const MOST_CHANGES = 30;

export function diffMarkdown(diff: PlanDiff): string {
  const { strategies } = diff;
  return [
    `### ${diff.before === diff.after ? `${escaped(diff.before)}: before and after` : `${escaped(diff.before)} → ${escaped(diff.after)}`}`,
    "",
    ...(diff.partial === true ? ["**Partial**: stopped before its end.", ""] : []),
    ...changeLines(diff),
    ...strategies.flatMap((strategy) => strategyLines(strategy, strategies.length > 1)),
    ...aloneLines(diff),
    footnote(diff),
    "",
  ].join("\n");
}

function changeLines({ changes, sameWorld }: PlanDiff): string[] {
  if (changes.length === 0) return ["Nothing that matters to a run was changed.", ""];
  const told = (list: readonly ScenarioChange[]) => [
    ...list.slice(0, MOST_CHANGES).map(changeLine),
    ...(list.length > MOST_CHANGES ? [`- and ${list.length - MOST_CHANGES} more`] : []),
  ];
  if (sameWorld) return [...told(changes), ""];
  const ofPlan = changes.filter(isOfPlan);
  const ofWorld = told(changes.filter((change) => !isOfPlan(change)));
  if (ofPlan.length === 0)
    return [
      "The plans are equal; the worlds they run in differ, on equal seeds:",
      "",
      ...ofWorld,
      "",
    ];
  return [
    ...told(ofPlan),
    "",
    "The worlds they run in differ, too. Seeds are equal all the same, but what follows is of plan and world together:",
    "",
    ...ofWorld,
    "",
  ];
}

/** "- `strategies[0].threshold`: 5 → 2" */
function changeLine({ path, before, after }: ScenarioChange): string {
  const value = (written: unknown) => (written === null ? "not written" : code(show(written)));
  return `- ${code(path)}: ${value(before)} → ${value(after)}`;
}

/** Text set as code: a backtick in it would end it. */
function code(text: string): string {
  return `\`${text.replaceAll("`", "'").replaceAll("|", "\\|")}\``;
}

function strategyLines({ before, after, candidates }: StrategyDiff, several: boolean): string[] {
  const name = before === after ? before : `${before} → ${after}`;
  const told = candidates.flatMap((candidate) => headline(candidate));
  return [
    ...(several || before !== after ? [`#### ${escaped(name)}`, ""] : []),
    `${told.length === 0 ? "No difference that so many runs can tell" : sentence(told)}.`,
    "",
    "| | before | after | difference |",
    "| :-- | --: | --: | --: |",
    ...candidates.flatMap(candidateRows),
    "",
  ];
}

function sentence(parts: readonly string[]): string {
  const text = parts.join("; ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** How a row is named, and in a sentence. */
const SHARE_NAMES: Readonly<Record<DiffShare, string>> = {
  catch: "catches",
  escape: "lets escape",
  falseRollback: "rolls back for nothing",
  paused: "holds for a person",
  running: "decides nothing",
};

const SHARE_ROWS = Object.keys(SHARE_NAMES) as DiffShare[];

/** An amount that is not negative, and in which direction. */
type Said = (amount: string, isMore: boolean) => string;

const noun = (amount: string, one: string) => (amount === "1" ? one : `${one}s`);
const points: Said = (amount, isMore) =>
  `${amount} ${noun(amount, "point")} ${isMore ? "more" : "less"}`;
const later: Said = (amount, isMore) => `${amount} ${isMore ? "later" : "sooner"}`;
const fewer: Said = (amount, isMore) => `${amount} ${isMore ? "more" : "fewer"}`;
const less: Said = (amount, isMore) => `${amount} ${isMore ? "more" : "less"}`;
const users: Said = (amount, isMore) => `${fewer(amount, isMore)} ${noun(amount, "user")}`;

/** Rows of a table; those that say nothing of this candidate are left out. */
const FIGURE_ROWS: readonly {
  readonly figure: DiffFigure;
  readonly title: string;
  readonly ofBad: boolean | null;
  readonly text: (value: number) => string;
  readonly said: Said;
}[] = [
  {
    figure: "rolledBackAtSeconds",
    title: "rolls back after",
    ofBad: true,
    text: secondsText,
    said: later,
  },
  {
    figure: "promotedAtSeconds",
    title: "promotes after",
    ofBad: false,
    text: secondsText,
    said: later,
  },
  {
    figure: "harmedUsers",
    title: "harmed users",
    ofBad: null,
    text: amountText,
    said: fewer,
  },
  { figure: "regret", title: "regret", ofBad: null, text: amountText, said: less },
];

function candidateRows({ candidate, bad, shares, figures }: CandidateDiff): string[] {
  const kind = (isBad: boolean | null) =>
    isBad === null ? "bad in some runs" : isBad ? "bad" : "good";
  const [was, is] = bad.map(kind);
  const which = candidate === "asWritten" ? "candidate as it is" : "candidate equal to stable";
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    row([`**${which}: ${was === is ? was : `${was} → ${is}`}**`, "", "", ""]),
    ...SHARE_ROWS.filter((name) => isWorthTelling(name, shares[name])).map((name) => {
      const { before, after, difference } = shares[name];
      return row([SHARE_NAMES[name], shareText(before), shareText(after), pointsText(difference)]);
    }),
    ...FIGURE_ROWS.filter(
      ({ figure, ofBad }) =>
        hasAny(figures[figure]) && (ofBad === null || bad.includes(ofBad) || bad.includes(null)),
    ).map(({ figure, title, text, said }) => {
      const { before, after, difference } = figures[figure];
      return row([
        title,
        spreadText(before, text),
        spreadText(after, text),
        amountsText(difference, text, said),
      ]);
    }),
  ];
}

/** What a plan is for. */
const ASKED: readonly DiffShare[] = ["catch", "escape", "falseRollback"];

/** Whether there are runs of its kind; of what is not the question, whether any run did so. */
function isWorthTelling(name: DiffShare, { before, after }: Compared<ShareEstimate>): boolean {
  return [before, after].some((share) => share !== null && (share.p > 0 || ASKED.includes(name)));
}

/** Whether some run has it, and it is not nothing before and after. */
const hasAny = ({ before, after }: Compared<Spread>) =>
  [before, after].some((spread) => spread !== null && spread.mean !== null && spread.mean !== 0);

/** What differs by more than chance, in words. */
function headline({ candidate, shares, figures }: CandidateDiff): string[] {
  const of = candidate === "asWritten" ? "" : " with a candidate equal to stable";
  const told = ASKED.filter((name) => isTold(shares[name].difference)).map(
    (name) => `${SHARE_NAMES[name]} ${pointsText(shares[name].difference)}${of}`,
  );
  const when = figures.rolledBackAtSeconds.difference;
  if (candidate === "asWritten" && isTold(when))
    told.push(`rolls back ${amountsText(when, secondsText, later)}`);
  const harmed = figures.harmedUsers.difference;
  if (isTold(harmed)) told.push(`harms ${amountsText(harmed, amountText, users)}${of}`);
  return told;
}

/** Whether the interval leaves out 0. */
function isTold(difference: PairedDifference | null): boolean {
  return difference !== null && (difference.low > 0 || difference.high < 0);
}

function shareText(share: ShareEstimate | null): string {
  return share === null ? "–" : intervalText(share.p, share.low, share.high);
}

function spreadText(spread: Spread | null, text: (value: number) => string): string {
  if (spread === null || spread.mean === null) return "–";
  return spread.se === 0 ? text(spread.mean) : meanText(spread, text).replace("+-", "±");
}

/** "12.3 points more (9.8 to 14.9)" */
function pointsText(difference: PairedDifference | null): string {
  if (difference === null) return "–";
  const { low, high } = difference;
  const decimals = high - low >= 0.05 ? 0 : high - low >= 0.005 ? 1 : 2;
  const text = (share: number) => (share * 100).toFixed(decimals);
  return amountsText(difference, text, points);
}

/** "1m 10s sooner (50s to 1m 30s)"; "the same" where no run differs, and no interval where all differ alike. */
function amountsText(
  difference: PairedDifference | null,
  text: (value: number) => string,
  said: Said,
): string {
  if (difference === null) return "–";
  const { mean, low, high } = difference;
  if (mean === 0 && low === 0 && high === 0) return "the same";
  const sign = mean < 0 ? -1 : 1;
  const [from, to] = sign < 0 ? [-high, -low] : [low, high];
  const signed = (value: number) => {
    const amount = text(Math.abs(value));
    return value < 0 && /[1-9]/.test(amount) ? `-${amount}` : amount;
  };
  if (mean === 0) return `no difference (${signed(from)} to ${signed(to)})`;
  const told = said(text(Math.abs(mean)), sign > 0);
  // In every run the same, to what is told of it.
  if (signed(from) === signed(to)) return told;
  return `${told} (${signed(from)} to ${signed(to)})${isTold(difference) ? "" : ", maybe chance"}`;
}

/** Times as a person wants them: to the second, from ten seconds on; in seconds below, so that ends of an interval have one unit. */
function secondsText(seconds: number): string {
  return seconds < 10 ? `${Math.round(seconds * 10) / 10}s` : durationText(Math.round(seconds));
}

function aloneLines({ gone, added }: PlanDiff): string[] {
  const list = (ids: readonly string[]) => ids.map((id) => code(id)).join(", ");
  return [
    ...(gone.length > 0 ? [`Only before: ${list(gone)}.`, ""] : []),
    ...(added.length > 0 ? [`Only after: ${list(added)}.`, ""] : []),
  ];
}

/** How runs were advanced, where not all requests were simulated. */
function countedSentences(strategies: readonly StrategyDiff[]): string[] {
  const isCounted = (world: 0 | 1) => (strategy: StrategyDiff) =>
    strategy.candidates.every(({ worlds }) => worlds[world] === "counts");
  const named = (some: readonly StrategyDiff[]) =>
    some.length === strategies.length
      ? "Requests"
      : `Requests of ${some.map(({ after }) => code(after)).join(", ")}`;
  const both = strategies.filter((each) => isCounted(0)(each) && isCounted(1)(each));
  const one = strategies.filter((each) => isCounted(0)(each) !== isCounted(1)(each));
  return [
    ...(both.length > 0
      ? [`${named(both)} were counted, not simulated one by one: the odds are the same.`]
      : []),
    ...(one.length > 0
      ? [`${named(one)} were counted in one of both, and have no luck in common there.`]
      : []),
  ];
}

function footnote({ runs, seed, strategies }: PlanDiff): string {
  const good = strategies.every(({ candidates }) =>
    candidates.every(({ bad }) => bad.every((isBad) => isBad === false)),
  );
  return [
    `${pluralText(runs, "run")} each, on seeds ${seed} to ${seed + runs - 1} for both; intervals are 95%, differences run by run: of times, of runs in which both did so.`,
    ...countedSentences(strategies),
    ...(good
      ? ["No candidate is bad here: `--set 'versions[1].errorRate=5%'` says how bad one may be."]
      : []),
  ].join(" ");
}
