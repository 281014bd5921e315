// What `advise` prints for a person: the plan as written and the one advised, side by side on the same fresh seeds; what to change,
// in every form it can be put in; and what all that rests on.
import { manifestLines } from "../../sim/odds/advise/manifestLines.ts";
import type { Advice, Bound, Meets, PlanOdds, Setting } from "../../sim/odds/advise/types.ts";
import { documentOf } from "../../sim/parse.ts";
import { countText, durationText, percentText, pluralText, wrap } from "../../sim/results/words.ts";
import { fields } from "../../sim/scenario/document.ts";
import { show } from "../../sim/scenario/show.ts";
import type { Scenario, Share } from "../../sim/scenario/types.ts";
import { changeRows } from "./changeRows.ts";
import { type Column, table, WIDTH } from "./layout.ts";
import { escaped } from "./markdown.ts";
import { differenceText, meanText, shareText, timesText } from "./oddsWords.ts";
import { shellWord } from "./shellWord.ts";
import { type Paint, printable } from "./terminal.ts";

export function adviceReport(advice: Advice, scenario: Scenario, paint: Paint): string {
  const lines = [
    paint("title", printable(advice.scenario)),
    ...wrap(askedText(advice), WIDTH),
    "",
    ...(advice.partial === true ? [] : [...oddsTable(advice, paint), ""]),
    ...wrap(verdictText(advice), WIDTH).map((line) => paint(toneOf(advice), line)),
    "",
    ...changeLines(advice, scenario, paint),
    ...wrap(groundsText(advice), WIDTH).map((line) => paint("faint", line)),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

export function adviceMarkdown(advice: Advice, scenario: Scenario): string {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const { heads, rows } = figures(advice);
  const yaml = manifestLines(fields(documentOf(scenario)), advice.changes);
  const fenced = (language: string, lines: readonly string[]) => [
    `\`\`\`${language}`,
    ...lines,
    "```",
    "",
  ];
  return [
    `### ${escaped(advice.scenario)}: ${escaped(advice.strategy)}`,
    "",
    escaped(askedText(advice)),
    "",
    ...(advice.partial === true
      ? []
      : [
          row(heads),
          row(heads.map((_, i) => (i === 0 ? ":--" : "--:"))),
          ...rows.map((cells) => row(cells.map(escaped))),
          "",
        ]),
    `**${escaped(verdictText(advice))}**`,
    "",
    ...(advice.set.length === 0 ? [] : fenced("json", [JSON.stringify(advice.patch, null, 2)])),
    ...(yaml.length === 0 ? [] : fenced("yaml", yaml)),
    escaped(groundsText(advice)),
    "",
  ].join("\n");
}

/** "speller (flagger): catch at least 95% of candidates with versions[1].errorRate=3%, and roll back at most 1% of those equal to stable." */
function askedText({ strategy, type, wish, bad, good, draws }: Advice): string {
  const worse = Object.keys(bad).length === 0 ? "as the scenario has it" : `with ${words(bad)}`;
  const fine = good === null ? "equal to stable" : `with ${words(good)}`;
  const drawn = (kind: string, part: Share | null | undefined) =>
    part == null ? "" : `, where it is drawn ${kind} (${percentText(part)} of runs)`;
  const ofBad = worse + drawn("bad", draws?.badShare);
  const ofGood = fine + drawn("good", draws?.goodShare);
  return `${printable(strategy)} (${type}): catch at least ${wished(wish.catch)} of candidates ${ofBad}, and roll back at most ${wished(wish.falseRollback)} of those ${ofGood}.`;
}

/** Every digit of it: 99.99999% is not 100%. */
function wished(part: Share): string {
  return `${Number((part * 100).toPrecision(12))}%`;
}

function words(set: Setting): string {
  return Object.entries(set)
    .map(([path, value]) => `${path}=${typeof value === "string" ? value : show(value)}`)
    .join(", ");
}

const ROWS: readonly (readonly [string, (odds: PlanOdds) => string])[] = [
  ["bad: caught", (odds) => shareText(odds.catch)],
  ["bad: harmed users", (odds) => meanText(odds.harmedUsers)],
  ["bad: rolled back at", (odds) => timesText(odds.rolledBackAtSeconds)],
  ["good: rolled back", (odds) => shareText(odds.falseRollback)],
  ["good: promoted at", (odds) => timesText(odds.promotedAtSeconds)],
  ["good: unfinished", (odds) => shareText(odds.unfinished)],
];

function figures({ before, after, verdict }: Advice): { heads: string[]; rows: string[][] } {
  const plans: (readonly [string, PlanOdds])[] = [["as written", before]];
  if (after !== null) plans.push([verdict === "found" ? "advised" : "best found", after]);
  return {
    heads: ["candidate", ...plans.map(([title]) => title)],
    rows: ROWS.map(([title, cell]) => [title, ...plans.map(([, odds]) => cell(odds))]),
  };
}

function oddsTable(advice: Advice, paint: Paint): string[] {
  const { heads, rows } = figures(advice);
  const aligned = heads.map((title, i): Column => ({ title, align: i === 0 ? "left" : "right" }));
  const [titles = "", ...lines] = table(aligned, rows);
  return [paint("title", titles), ...lines];
}

const MET: Readonly<Record<Meets, string>> = {
  surely: "meets the wish, with both intervals whole",
  likely: "meets the wish by its estimates; an interval reaches past it",
  no: "does not meet the wish",
};

function verdictText(advice: Advice): string {
  const { verdict, bound, before, beforeMeets, afterMeets, plansTried, harmedUsersSaved } = advice;
  if (verdict === "impossible") return impossibleText(bound!, advice);
  if (advice.partial === true)
    return `Stopped after ${pluralText(plansTried, "plan")}: the best so far, not verified.`;
  if (verdict === "kept")
    return `Keep the plan: as written it ${MET[beforeMeets]}, and of ${pluralText(plansTried, "plan")} tried none does so at less harm.`;
  if (verdict === "found") {
    const harm = differenceText(harmedUsersSaved, 1);
    return `The advised plan ${MET[afterMeets!]}; the plan as written ${beforeMeets === "no" ? "does not" : "does, too"}. Harmed users, run by run: ${harm}.`;
  }
  const best = advice.after ?? before;
  const whose = advice.after === null ? "; it is the plan as written" : "";
  const proof =
    bound === null
      ? ""
      : ` It is not the traffic alone: the most powerful test of all ${countText(bound.requests)} requests could catch ${percentText(bound.catch)}.`;
  return `No plan found: the best of ${plansTried} tried catches ${percentText(best.catch.p)} at ${percentText(best.falseRollback.p)} false rollbacks${whose}. That is a search, no proof.${proof}`;
}

/** "At 1 request a second no plan within 1h can tell an error rate of 0.5% from 1.5%: ..." */
function impossibleText(bound: Bound, { wish }: Advice): string {
  const { figure, good, bad, requests, requestsNeeded, secondsNeeded } = bound;
  const time =
    secondsNeeded === null ? "" : `: ${durationText(Math.ceil(secondsNeeded))} of this traffic`;
  const needed =
    requestsNeeded === null
      ? "more requests than can be simulated"
      : `${countText(requestsNeeded)} requests${time}`;
  return `Impossible: no plan can tell ${article(figure)} ${figure} of ${percentText(good)} from ${percentText(bad)} in so little traffic. Even the most powerful test of all ${countText(requests)} requests there are at most, every one of them sent to the candidate, catches ${percentText(bound.catch)} at ${wished(wish.falseRollback)} false rollbacks. ${wished(wish.catch)} takes ${needed}, and a plan that looks at a part of it more.`;
}

const article = (noun: string) => (/^[aeiou]/.test(noun) ? "an" : "a");

function toneOf({ verdict }: Advice): "good" | "bad" | "waiting" {
  if (verdict === "found" || verdict === "kept") return "good";
  return verdict === "impossible" ? "bad" : "waiting";
}

/** What to change, in the words of the scenario, of a patch and of the manifest. */
function changeLines(advice: Advice, scenario: Scenario, paint: Paint): string[] {
  const { changes, set, patch } = advice;
  if (changes.length === 0) return [];
  const heads: Column[] = [
    { title: "change", align: "left" },
    { title: "from", align: "left" },
    { title: "to", align: "left" },
  ];
  const rows = changes.flatMap(changeRows);
  const [titles = "", ...lines] = table(heads, rows);
  const yaml = manifestLines(fields(documentOf(scenario)), changes);
  return [
    paint("title", titles),
    ...lines,
    "",
    paint("title", "as options"),
    ...set.map((word) => `  --set ${shellWord(word)}`),
    "",
    paint("title", "as a JSON patch (RFC 6902)"),
    `  ${JSON.stringify(patch)}`,
    "",
    ...(yaml.length === 0
      ? []
      : [
          paint("title", `in ${printable(scenario.source ?? "the manifest")}`),
          ...yaml.map((line) => `  ${printable(line)}`),
          "",
        ]),
  ];
}

function groundsText(advice: Advice): string {
  const { plansTried, plansVerified, runsSearched, runsVerified, seed, freshSeed, before } = advice;
  const world = before.world === "counts" ? "requests drawn as counts" : "every request simulated";
  const drawn = drawnText(advice.draws);
  const lacks =
    advice.boundLacks === null
      ? ""
      : ` There is no proof of what is impossible here: ${advice.boundLacks}.`;
  if (advice.verdict === "impossible")
    return `A proof by Neyman and Pearson; no plan was tried. The plan as written: ${pluralText(before.runs, "run")} each from seed ${freshSeed}; ${world}.`;
  const searched = `${pluralText(plansTried, "plan")} tried in ${pluralText(runsSearched, "run")} from seed ${seed}`;
  if (advice.partial === true) return `${searched}; ${world}.${drawn}${lacks}`;
  const verified =
    plansVerified === 0 ? "" : `, the best ${plansVerified} verified in ${countText(runsVerified)}`;
  const [ofBad, ofGood] = [before.catch.n, before.falseRollback.n];
  const runs =
    ofBad === ofGood
      ? `${pluralText(ofBad, "run")} on a bad and on a good candidate each`
      : `${pluralText(ofBad, "run")} on a bad candidate and ${countText(ofGood)} on a good one`;
  return `${searched}${verified}. The figures above are of ${runs}, from seed ${freshSeed}, none of which was searched on; ${world}; intervals are 95%, times the median and nine in ten.${drawn}${lacks}`;
}

/** " Drawn anew for each run: noise. Set, though the scenario draws it: versions[1].errorRate." */
function drawnText(draws: Advice["draws"]): string {
  if (draws === null) return "";
  const { drawn, set } = draws;
  const anew = drawn.length === 0 ? "" : ` Drawn anew for each run: ${drawn.join(", ")}.`;
  const sets = set.length === 0 ? "" : ` Set, though the scenario draws it: ${set.join(", ")}.`;
  return anew + sets;
}
