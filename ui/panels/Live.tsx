// The figure under the pointer, and the reason of whatever is pointed at.
import type { ReactElement } from "react";
import { Figure } from "../charts/Figure.tsx";
import type { FigureData } from "../charts/figureData.ts";
import type { FigureLayout } from "../charts/layout.ts";
import { pick, point, setSpot, useLab } from "../store.ts";
import { ReasonCard } from "./ReasonCard.tsx";
import { Selection } from "./Selection.tsx";
import { useCursor } from "./useCursor.ts";
import { usePointer } from "./usePointer.ts";

interface Props {
  readonly figure: FigureData;
  readonly layout: FigureLayout;
}

export function Live({ figure, layout }: Props): ReactElement {
  const told = useLab((lab) => lab.told);
  const spot = useLab((lab) => lab.spot);
  const cursor = useCursor(figure);
  const { selected, ...handlers } = usePointer(figure, layout, setSpot);
  return (
    // The scrubber and the keys do the same for who has no pointer.
    <div className="live" {...handlers}>
      <Figure
        figure={figure}
        layout={layout}
        cursor={cursor}
        spot={spot}
        onPoint={point}
        onPick={pick}
        onSpot={setSpot}
      />
      {selected !== null && <Selection layout={layout} px={selected} />}
      {told !== null && <ReasonCard figure={figure} layout={layout} told={told} />}
    </div>
  );
}
