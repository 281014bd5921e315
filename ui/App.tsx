// The page: a question, its answer, and the three rooms under it.
import type { ReactElement } from "react";
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
import type { Runner } from "./runner.ts";

export function App({ runner }: { readonly runner: Runner }): ReactElement {
  return (
    <RunnerContext value={runner}>
      <TopBar />
      <main>
        <Headline />
        <div className="rooms">
          <Controls />
          <Charts />
          <div id="outcome" className="outcome" tabIndex={-1}>
            <Summary />
            <Plan />
            <Lesson />
            <DecisionLog />
          </div>
        </div>
      </main>
      <OwnPlan />
      <Keys />
    </RunnerContext>
  );
}
