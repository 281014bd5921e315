// Where everything in the figure stands, from its size alone: data and labels never move a chart.

export interface Box {
  readonly top: number;
  readonly height: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Left and right edge of every plot. */
  readonly left: number;
  readonly right: number;
  readonly narrow: boolean;
  /** The lanes, one a strategy. */
  readonly lanes: Box;
  readonly laneHeight: number;
  /** The plots, top to bottom. Their titles stand in the `titleHeight` above. */
  readonly plots: readonly Box[];
  readonly titleHeight: number;
  /** Baseline of the time axis' words. */
  readonly axis: number;
}

export const CHARTS = 3;
const laneHeight = 22;
const axisHeight = 26;
const gap = 10;
const NARROW = 520;

/** What the figure needs besides its plots. */
export function fixedHeight(lanes: number, width: number): number {
  const title = titleHeight(width);
  return title + lanes * laneHeight + CHARTS * (gap + title) + axisHeight;
}

/** @param plotHeight of each of the three plots */
export function layout(width: number, plotHeight: number, lanes: number): Layout {
  const narrow = width < NARROW;
  const title = titleHeight(width);
  const laneBox = { top: title, height: lanes * laneHeight };
  const plots: Box[] = [];
  let y = laneBox.top + laneBox.height;
  for (let i = 0; i < CHARTS; i++) {
    y += gap + title;
    plots.push({ top: y, height: plotHeight });
    y += plotHeight;
  }
  return {
    width,
    height: y + axisHeight,
    left: narrow ? 38 : 46,
    right: Math.max(120, width - (narrow ? 114 : 142)),
    narrow,
    lanes: laneBox,
    laneHeight,
    plots,
    titleHeight: title,
    axis: y + 17,
  };
}

/** A narrow figure says its titles in two lines. */
function titleHeight(width: number): number {
  return width < NARROW ? 38 : 26;
}
