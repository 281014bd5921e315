// Why it happened: the reason of the flag or check pointed at, with the numbers of that moment.
import { useEffect, useRef, type ReactElement } from "react";
import type { Decision, Measure } from "../../sim/results/types.ts";
import { inkOf, type Chart } from "../charts/chart.ts";
import type { FigureData } from "../charts/figureData.ts";
import { laneY } from "../charts/Lanes.tsx";
import type { FigureLayout } from "../charts/layout.ts";
import { valueAt } from "../charts/lines.ts";
import { duration as inWords } from "../format.ts";
import { closeTold, type Lab } from "../store.ts";

const WIDTH = 296;

export function ReasonCard(props: {
  readonly figure: FigureData;
  readonly layout: FigureLayout;
  readonly told: NonNullable<Lab["told"]>;
}): ReactElement | null {
  const { figure, layout, told } = props;
  const { mark, stays } = told;
  const lane = figure.runs.findIndex((run) => run.strategy === mark.strategy);
  const decision = figure.runs[lane]?.decisions[mark.decision];
  useEscape(stays);
  if (decision === undefined) return null;
  const { from, to } = figure.span;
  const x = layout.left + ((decision.at - from) / (to - from)) * (layout.right - layout.left);
  const width = Math.min(WIDTH, layout.width - 8);
  const left = Math.min(layout.width - width - 4, Math.max(4, x - width / 2));
  return (
    <div
      className={stays ? "reason stays" : "reason"}
      role="note"
      style={{ left, top: laneY(layout, lane) + 15, width }}
    >
      <p className="reason-head">
        <strong style={{ color: inkOf(figure, mark.strategy).text }}>
          {figure.names.get(mark.strategy)}
        </strong>{" "}
        {kindWords(decision)} at {inWords(decision.at)}
      </p>
      <p>{decision.reason}</p>
      <dl className="moment">
        {figure.charts.map((chart) => (
          <div key={chart.id}>
            <dt>{chart.title}</dt>
            <dd>{momentIn(chart, figure, mark.strategy, decision)}</dd>
          </div>
        ))}
      </dl>
      {stays && (
        <button type="button" className="quiet" onClick={closeTold}>
          Close
        </button>
      )}
    </div>
  );
}

/** A chart's figure when a decision was taken: for a share that it moved, "5.0% → 0%". */
function momentIn(
  chart: Chart,
  figure: FigureData,
  strategy: string,
  { at, weights }: Decision,
): string {
  const line = chart.lines.find((each) => each.id === strategy);
  if (line === undefined) return "–";
  const moves = chart.id === "share" && weights !== undefined;
  // The bin it falls in is already half of what came after.
  const before = valueAt(line, moves ? at - binOf(figure) : at);
  const was = before === null ? "–" : chart.format(before, strategy);
  if (!moves) return was;
  const stable = figure.runs[0]?.versions[0]?.id ?? "";
  return `${was} → ${chart.format(1 - (weights[stable] ?? 0), strategy)}`;
}

/** Seconds a bin. */
function binOf({ runs, duration }: FigureData): number {
  return duration / Math.max(1, runs[0]?.series?.at.length ?? 1);
}

function useEscape(active: boolean): void {
  const closing = useRef(closeTold);
  useEffect(() => {
    if (!active) return;
    const close = (event: KeyboardEvent): void => {
      if (event.key === "Escape") closing.current();
    };
    window.addEventListener("keydown", close);
    return () => window.removeEventListener("keydown", close);
  }, [active]);
}

const verdicts: Readonly<Record<Measure["verdict"], string>> = {
  pass: "passed",
  fail: "failed",
  inconclusive: "inconclusive",
  error: "without data",
};

const kinds: Readonly<Record<Decision["kind"], string>> = {
  start: "started",
  weight: "moved traffic",
  pause: "paused",
  resume: "went on",
  check: "checked",
  promote: "promoted",
  rollback: "rolled back",
  scale: "scaled",
  stop: "stopped",
  note: "noted",
};

/** What a decision did, in a few words: "rolled back", "check failed", "12 checks passed". */
export function kindWords({ kind, measure }: Decision, checks = 1): string {
  if (kind !== "check" || measure === undefined) return kinds[kind];
  return `${checks === 1 ? "check" : `${checks} checks`} ${verdicts[measure.verdict]}`;
}
