// What one strategy knew and when, below the charts that all share. Nothing where no strategy computes anything.
import { useDeferredValue, useMemo, useState, type ReactElement } from "react";
import type { RunSummary } from "../../sim/results/types.ts";
import { EvidenceFigure } from "../charts/EvidenceFigure.tsx";
import { evidenceData, hasEvidence, type EvidenceData } from "../charts/evidence.ts";
import { evidenceLayout } from "../charts/layout.ts";
import { Tables } from "../charts/Tables.tsx";
import { inks, plainInk } from "../colours.ts";
import { strategyName } from "../names.ts";
import { setEvidence, shownPicture, useLab, type Picture } from "../store.ts";
import { Selection } from "./Selection.tsx";
import { useCursor } from "./useCursor.ts";
import { usePointer } from "./usePointer.ts";
import { useRested } from "./useRested.ts";

interface Props {
  readonly width: number;
  readonly asTables: boolean;
}

export function Evidence(props: Props): ReactElement | null {
  // It comes after what the eye is on while a slider is dragged.
  const picture = useDeferredValue(useLab(shownPicture));
  const asked = useLab((lab) => lab.view.evidence);
  const knowing = useMemo(() => knowingRuns(picture), [picture]);
  const run = knowing.find(({ strategy }) => strategy === asked) ?? knowing[0];
  if (picture === null || run === undefined) return null;
  return <Known {...props} picture={picture} run={run} knowing={knowing} />;
}

function knowingRuns(picture: Picture | null): RunSummary[] {
  if (picture === null) return [];
  const { comparison, facts } = picture;
  return comparison.runs.filter((run) => hasEvidence(run, facts.duration));
}

function Known(
  props: Props & {
    readonly picture: Picture;
    readonly run: RunSummary;
    readonly knowing: readonly RunSummary[];
  },
): ReactElement {
  const { picture, run, knowing, width, asTables } = props;
  const zoom = useLab((lab) => lab.view.zoom);
  const evidence = useMemo(() => {
    const ink = inks(picture.facts.strategies).get(run.strategy) ?? plainInk;
    return evidenceData(picture.facts, run, picture.theory, ink, zoom);
  }, [picture, run, zoom]);
  const rested = useRested(evidence);
  const title = `What ${strategyName(run.strategy)} knew`;
  return (
    <section className="evidence" aria-labelledby="evidence-title">
      <div className="group-head">
        <h2 id="evidence-title">{title}</h2>
        {knowing.length > 1 && <Choice run={run} knowing={knowing} />}
      </div>
      {evidence.left > 0 && (
        <p className="hint">{evidence.left} more tests are in the runs to export.</p>
      )}
      {!asTables && <Drawn evidence={evidence} width={width} label={title} />}
      <Tables frame={asTables ? evidence : rested} shown={asTables} />
    </section>
  );
}

function Choice(props: {
  readonly run: RunSummary;
  readonly knowing: readonly RunSummary[];
}): ReactElement {
  return (
    <select
      aria-label="Show what was known by"
      value={props.run.strategy}
      onChange={(event) => setEvidence(event.currentTarget.value)}
    >
      {props.knowing.map(({ strategy }) => (
        <option key={strategy} value={strategy}>
          {strategyName(strategy)}
        </option>
      ))}
    </select>
  );
}

function Drawn(props: {
  readonly evidence: EvidenceData;
  readonly width: number;
  readonly label: string;
}): ReactElement {
  const { evidence, width, label } = props;
  const layout = useMemo(() => {
    const lines = evidence.charts.map((chart) => chart.lines.length);
    return evidenceLayout(width, lines);
  }, [width, evidence]);
  const [spot, setSpot] = useState<string | null>(null);
  const cursor = useCursor(evidence);
  const { selected, ...handlers } = usePointer(evidence, layout, setSpot);
  return (
    // The scrubber and the keys do the same for who has no pointer.
    <div className="live" {...handlers}>
      <EvidenceFigure
        evidence={evidence}
        layout={layout}
        cursor={cursor}
        label={label}
        spot={spot}
        onSpot={setSpot}
      />
      {selected !== null && <Selection layout={layout} px={selected} />}
    </div>
  );
}
