// The page: a question, its answer, and the three rooms under it.
import { lazy, Suspense, type ReactElement } from "react";
import { Charts } from "./panels/Charts.tsx";
import { Controls } from "./panels/Controls.tsx";
import { DecisionLog } from "./panels/DecisionLog.tsx";
import { Headline } from "./panels/Headline.tsx";
import { Keys } from "./panels/Keys.tsx";
import { Lesson } from "./panels/Lesson.tsx";
import { OwnPlan } from "./panels/OwnPlan.tsx";
import { Plan } from "./panels/Plan.tsx";
import { RunnerContext } from "./panels/Progress.tsx";
import { Summary } from "./panels/Summary.tsx";
import { TopBar } from "./panels/TopBar.tsx";
import type { Desk, Runner } from "./runner.ts";
import { useLab } from "./store.ts";

/** Loaded once somebody looks at it. */
const Odds = lazy(() => import("./panels/Odds.tsx"));

export function App(props: {
  readonly runner: Runner;
  /** A worker for many runs. */
  readonly hireForOdds: () => Desk;
}): ReactElement {
  const { runner, hireForOdds } = props;
  const look = useLab((lab) => lab.view.look);
  return (
    <RunnerContext value={runner}>
      <TopBar />
      <main>
        <Headline />
        <div className="rooms">
          <Controls />
          {look === "run" ? (
            <OneRun />
          ) : (
            <Suspense fallback={<section className="charts empty" aria-label="Odds" />}>
              <Odds hire={hireForOdds} />
            </Suspense>
          )}
        </div>
      </main>
      <OwnPlan />
      <Keys />
    </RunnerContext>
  );
}

function OneRun(): ReactElement {
  return (
    <>
      <Charts />
      <div id="outcome" className="outcome" tabIndex={-1}>
        <Summary />
        <Plan />
        <Lesson />
        <DecisionLog />
      </div>
    </>
  );
}
