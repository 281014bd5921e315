// The odds of the scenario at hand, in the place of its one run: the curve, how it ends, when it rolls back, and the figures.
import { useEffect, useMemo, useRef, useState, type ReactElement } from "react";
import { plotLayout } from "../charts/layout.ts";
import { powerCurve } from "../charts/powerCurve.ts";
import { RollbackTimes, TIME_ROW } from "../charts/RollbackTimes.tsx";
import { inks } from "../colours.ts";
import { luckInCommon, requestByRequest } from "../oddsWords.ts";
import { startOddsRunner, type OddsRunner } from "../oddsRunner.ts";
import { orderOf, sameOrder, type Desk } from "../runner.ts";
import { shownOdds, useLab, type Lab, type OddsPicture } from "../store.ts";
import { Lesson } from "./Lesson.tsx";
import { OddsCurve } from "./OddsCurve.tsx";
import { OddsFigures } from "./OddsFigures.tsx";
import { OddsProgress } from "./OddsProgress.tsx";
import { CurveTable, TimesTable } from "./OddsTables.tsx";
import { OutcomeBars } from "./OutcomeBars.tsx";
import { Plan } from "./Plan.tsx";
import { TablesSwitch } from "./TablesSwitch.tsx";
import { useRested } from "./useRested.ts";
import { useRoom } from "./useRoom.ts";
import "./odds.css";

const CURVE = 248;

export default function Odds({ hire }: { readonly hire: () => Desk }): ReactElement {
  const runner = useRunner(hire);
  const picture = useLab(shownOdds);
  const none = useLab((lab) => lab.view.strategies?.length === 0);
  const stale = useLab((lab) => lab.survey?.slow === true);
  const behind = useLab(isBehind);
  const shown = none ? null : picture;
  const [ref, { width }] = useRoom(0);
  return (
    <>
      <section className="charts odds" aria-label="Odds" aria-busy={behind}>
        <OddsProgress runner={runner} />
        <div ref={ref} className={stale ? "stage stale" : "stage"}>
          {shown === null ? <Empty /> : <Drawn picture={shown} width={width} />}
        </div>
      </section>
      <div id="outcome" className="outcome" tabIndex={-1}>
        {shown !== null && <OddsFigures picture={shown} stale={stale} />}
        <Plan />
        <Lesson />
      </div>
    </>
  );
}

/** Whether what is shown is of another view than the one at hand, and newer odds are under way. */
function isBehind({ view, odds, survey }: Lab): boolean {
  return survey !== null && (odds === null || !sameOrder(odds.order, orderOf(view)));
}

/** Its workers live as long as the odds are looked at. */
function useRunner(hire: () => Desk): Pick<OddsRunner, "cancel" | "again"> {
  const runner = useRef<OddsRunner | null>(null);
  useEffect(() => {
    const started = startOddsRunner(hire);
    runner.current = started;
    return () => started.stop();
  }, [hire]);
  return useMemo(
    () => ({ cancel: () => runner.current?.cancel(), again: () => runner.current?.again() }),
    [],
  );
}

function Drawn(props: { readonly picture: OddsPicture; readonly width: number }): ReactElement {
  const { picture, width } = props;
  const [asTables, setAsTables] = useState(false);
  const curve = useMemo(() => powerCurve(picture), [picture]);
  const curveLayout = useMemo(() => plotLayout(width, CURVE), [width]);
  const point = picture.answer.here.points[0]!;
  const timesLayout = plotLayout(width, point.strategies.length * TIME_ROW);
  const rested = useRested(picture);
  const restedCurve = useMemo(() => powerCurve(rested), [rested]);
  const colours = useMemo(() => inks(picture.facts.strategies), [picture]);
  return (
    <>
      <div hidden={asTables}>
        {curve !== null && <OddsCurve curve={curve} layout={curveLayout} />}
      </div>
      <OutcomeBars point={point} inks={colours} />
      <div hidden={asTables} className="odds-times">
        <RollbackTimes
          strategies={point.strategies}
          histograms={picture.answer.histograms}
          inks={colours}
          duration={picture.facts.duration}
          layout={timesLayout}
        />
      </div>
      <div
        className={asTables ? "tables" : "visually-hidden"}
        role="group"
        aria-label="Charts as tables"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- Many strategies make a table wide: arrows scroll it.
        tabIndex={asTables ? 0 : undefined}
      >
        {restedCurve !== null && (
          <CurveTable curve={asTables ? (curve ?? restedCurve) : restedCurve} />
        )}
        <TimesTable point={(asTables ? picture : rested).answer.here.points[0]!} />
      </div>
      <footer className="figure-foot">
        <p className="hint">
          {luckInCommon(point.strategies)}: seeds {picture.answer.here.seed} to{" "}
          {picture.answer.here.seed + Math.max(0, point.runs - 1)}.
        </p>
        <TablesSwitch asTables={asTables} onSwitch={setAsTables} />
      </footer>
    </>
  );
}

/** What stands where no odds are, and what to do about it. */
function Empty(): ReactElement {
  const what = useLab((lab) => why(lab)[0]);
  const then = useLab((lab) => why(lab)[1]);
  return (
    <div className="empty">
      <p>{what}</p>
      <p className="hint">{then}</p>
    </div>
  );
}

function why({ view, problems, surveyCancelled, survey }: Lab): readonly [string, string] {
  if (view.strategies?.length === 0)
    return ["No strategy is chosen.", "Tick one or more: each becomes a curve here."];
  if (problems.length > 0)
    return ["There is nothing to show yet.", "The controls say what is wrong."];
  if (surveyCancelled)
    return ["Cancelled before its first result.", "Go on, or pick another scenario."];
  if (survey?.slow !== true) return ["", ""];
  return ["Running it with other luck, many times.", requestByRequest(survey.worlds) ?? ""];
}
