// The stretch of time that a drag has covered so far, over the plots.
import type { ReactElement } from "react";
import type { Layout } from "../charts/layout.ts";

export function Selection(props: {
  readonly layout: Layout;
  readonly px: readonly [number, number];
}): ReactElement {
  const { layout, px } = props;
  const top = layout.plots[0]!.top;
  const bottom = layout.plots.at(-1)!;
  const height = bottom.top + bottom.height - top;
  return <div className="selection" style={{ left: px[0], width: px[1] - px[0], top, height }} />;
}
