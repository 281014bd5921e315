// Where everything in a figure stands, from its size alone: data and labels never move a chart.

export interface Box {
  readonly top: number;
  readonly height: number;
}

/** Plots one above the other, and the words around them. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Left and right edge of every plot. */
  readonly left: number;
  readonly right: number;
  readonly narrow: boolean;
  /** Where the time cursor begins. */
  readonly top: number;
  /** The plots, top to bottom. Their titles stand in the `titleHeight` above. */
  readonly plots: readonly Box[];
  readonly titleHeight: number;
  /** Baseline of the time axis' words. */
  readonly axis: number;
}

export interface FigureLayout extends Layout {
  /** The lanes, one a strategy. */
  readonly lanes: Box;
  readonly laneHeight: number;
}

export const CHARTS = 3;
/** Of a line's name at its end. */
export const NAME = 15;
const axisHeight = 26;
const gap = 10;
const NARROW = 520;
/** More lanes than these stand closer. */
const FEW = 8;
const evidenceHeight = 132;

/** What the figure needs besides its plots. */
export function fixedHeight(lanes: number, width: number): number {
  const title = titleHeight(width);
  return title + lanes * laneHeight(lanes) + CHARTS * (gap + title) + axisHeight;
}

/** @param plotHeight of each of the three plots; the last is as high as the names of all its lines need */
export function layout(width: number, plotHeight: number, lanes: number): FigureLayout {
  const title = titleHeight(width);
  const laneBox = { top: title, height: lanes * laneHeight(lanes) };
  const heights = [plotHeight, plotHeight, Math.max(plotHeight, (lanes + 1) * NAME)];
  return {
    ...stacked(width, laneBox.top + laneBox.height, heights),
    top: laneBox.top,
    lanes: laneBox,
    laneHeight: laneHeight(lanes),
  };
}

/** @param lines how many each of the evidence's charts has: all are of one height, unless the names of many need more */
export function evidenceLayout(width: number, lines: readonly number[]): Layout {
  const heights = lines.map((many) => Math.max(evidenceHeight, (many + 1) * NAME));
  return stacked(width, -gap, heights);
}

/** Of one plot by itself. */
export function plotLayout(width: number, height: number): Layout {
  return stacked(width, -gap, [height]);
}

/** @param above where what stands above the first plot's title ends */
function stacked(width: number, above: number, heights: readonly number[]): Layout {
  const narrow = width < NARROW;
  const title = titleHeight(width);
  const plots: Box[] = [];
  let y = above;
  for (const height of heights) {
    y += gap + title;
    plots.push({ top: y, height });
    y += height;
  }
  return {
    width,
    height: y + axisHeight,
    left: narrow ? 38 : 46,
    right: Math.max(120, width - (narrow ? 114 : 142)),
    narrow,
    top: plots[0]?.top ?? y,
    plots,
    titleHeight: title,
    axis: y + 17,
  };
}

function laneHeight(lanes: number): number {
  return lanes > FEW ? 16 : 22;
}

/** A narrow figure says its titles in two lines. */
function titleHeight(width: number): number {
  return width < NARROW ? 38 : 26;
}
