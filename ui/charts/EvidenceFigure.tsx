// What one strategy knew, as one SVG: charts on the time axis of the figure above them. Pure: data and size in, SVG out.
import { useMemo, type ReactElement } from "react";
import type { Spotting } from "./EndLabels.tsx";
import type { EvidenceData } from "./evidence.ts";
import { Hairlines } from "./Hairlines.tsx";
import type { Layout } from "./layout.ts";
import { scalesOf } from "./scales.ts";
import { Stack } from "./Stack.tsx";

interface Props extends Spotting {
  readonly evidence: EvidenceData;
  readonly layout: Layout;
  /** Simulated seconds; null is the end. */
  readonly cursor: number | null;
  readonly label: string;
}

export function EvidenceFigure(props: Props): ReactElement {
  const { evidence, layout, cursor, label, spot, onSpot } = props;
  const scales = useMemo(() => scalesOf(evidence, layout), [evidence, layout]);
  return (
    <svg
      className="figure"
      width={layout.width}
      height={layout.height}
      viewBox={`0 0 ${layout.width} ${layout.height}`}
      role="group"
      aria-label={label}
    >
      <Hairlines
        frame={evidence}
        run={evidence.run}
        layout={layout}
        x={scales.x}
        top={layout.top}
      />
      <Stack
        frame={evidence}
        layout={layout}
        scales={scales}
        cursor={cursor}
        spot={spot}
        onSpot={onSpot}
      />
    </svg>
  );
}
