// The middle of the page: the figure at the size there is, its time cursor, the reason of whatever is pointed at, and its tables.
import { useMemo, useState, type ReactElement } from "react";
import { useShallow } from "zustand/react/shallow";
import { figureData, type FigureData } from "../charts/figureData.ts";
import { layout as layoutOf, type FigureLayout } from "../charts/layout.ts";
import { Tables } from "../charts/Tables.tsx";
import { setErrors, setRegret, setZoom, shownPicture, useLab, type Lab } from "../store.ts";
import { Evidence } from "./Evidence.tsx";
import { Live } from "./Live.tsx";
import { Progress } from "./Progress.tsx";
import { Scrubber } from "./Scrubber.tsx";
import { TablesSwitch } from "./TablesSwitch.tsx";
import { useRested } from "./useRested.ts";
import { useRoom } from "./useRoom.ts";

export function Charts(): ReactElement {
  const picture = useLab(shownPicture);
  const errors = useLab((lab) => lab.view.errors);
  const zoom = useLab((lab) => lab.view.zoom);
  const regret = useLab((lab) => lab.view.regret);
  const none = useLab((lab) => lab.view.strategies?.length === 0);
  const stale = useLab((lab) => lab.job?.slow === true);
  const [asTables, setAsTables] = useState(false);
  const lanes = picture?.comparison.runs.length ?? 0;
  const [ref, room] = useRoom(lanes);
  const figure = useMemo(
    () =>
      picture &&
      figureData(picture.facts, picture.comparison, picture.theory, { errors, zoom, regret }),
    [picture, errors, zoom, regret],
  );
  const layout = useMemo(() => layoutOf(room.width, room.plotHeight, lanes), [room, lanes]);
  return (
    <section className="charts" aria-label="Charts">
      <Progress />
      <div ref={ref} className={stale ? "stage stale" : "stage"}>
        {figure !== null && !none ? (
          <Picture figure={figure} layout={layout} asTables={asTables} />
        ) : (
          <Empty />
        )}
      </div>
      {figure !== null && !none && (
        <footer className="figure-foot">
          <Caption />
          {zoom !== null && (
            <button type="button" onClick={() => setZoom(null)}>
              Show the whole run
            </button>
          )}
          <TablesSwitch asTables={asTables} onSwitch={setAsTables} />
        </footer>
      )}
      {!none && <Evidence width={room.width} asTables={asTables} />}
    </section>
  );
}

function Picture(props: {
  readonly figure: FigureData;
  readonly layout: FigureLayout;
  readonly asTables: boolean;
}): ReactElement {
  const { figure, layout, asTables } = props;
  const rested = useRested(figure);
  return (
    <>
      <div hidden={asTables}>
        <Live figure={figure} layout={layout} />
        <ErrorsOf top={layout.plots[1]!.top - layout.titleHeight} />
        <RegretScale top={layout.plots[2]!.top - layout.titleHeight} />
        <Scrubber figure={figure} layout={layout} />
      </div>
      <Tables frame={asTables ? figure : rested} shown={asTables} />
    </>
  );
}

/** Whose errors the second chart counts, beside its title. */
function ErrorsOf({ top }: { readonly top: number }): ReactElement {
  const errors = useLab((lab) => lab.view.errors);
  return (
    <Choice
      label="Error rate of"
      top={top}
      values={["all", "candidate"]}
      value={errors}
      onChoose={setErrors}
    />
  );
}

/** How the third chart's axis goes, beside its title. */
function RegretScale({ top }: { readonly top: number }): ReactElement {
  const regret = useLab((lab) => lab.view.regret);
  return (
    <Choice
      label="Scale of regret"
      top={top}
      values={["linear", "log"]}
      value={regret}
      onChoose={setRegret}
    />
  );
}

function Choice<T extends string>(props: {
  readonly label: string;
  readonly top: number;
  readonly values: readonly T[];
  readonly value: T;
  readonly onChoose: (value: T) => void;
}): ReactElement {
  const { label, top, values, value, onChoose } = props;
  return (
    <div className="segmented beside-title" role="group" aria-label={label} style={{ top }}>
      {values.map((each) => (
        <button
          key={each}
          type="button"
          aria-pressed={each === value}
          onClick={() => onChoose(each)}
        >
          {each}
        </button>
      ))}
    </div>
  );
}

function Caption(): ReactElement | null {
  const picture = useLab(shownPicture);
  if (picture === null) return null;
  const { facts, comparison } = picture;
  const requests = comparison.runs[0]?.requests ?? 0;
  return (
    <p className="hint">
      Every strategy meets the same {requests.toLocaleString("en-US")} requests of up to{" "}
      {facts.traffic.users.toLocaleString("en-US")} users, with the same luck.
    </p>
  );
}

/** What stands where no picture is, and what to do about it. */
function Empty(): ReactElement {
  const [what, then] = useLab(useShallow(why));
  return (
    <div className="empty">
      <p>{what}</p>
      <p className="hint">{then}</p>
    </div>
  );
}

function why({ view, problems, cancelled, job }: Lab): [string, string] {
  if (view.strategies?.length === 0)
    return ["No strategy is chosen.", "Tick one or more: each becomes a line here."];
  if (problems.length > 0)
    return ["There is nothing to show yet.", "The controls say what is wrong."];
  if (cancelled)
    return ["Cancelled before its first result.", "Run it again, or pick another scenario."];
  return [job?.slow === true ? "Simulating, request by request." : "", ""];
}
