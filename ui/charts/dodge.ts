// Labels that would cover each other are moved apart, as little as can be.

/**
 * New positions for labels that want to be at `wanted`: at least `gap` apart, inside [low, high], in the order they were wanted
 * (equal wishes in the order given). Neighbours that touch form a block, and a block sits at the mean of its members' wishes:
 * the least squared movement (isotonic regression by pooling adjacent violators).
 */
export function dodge(wanted: readonly number[], gap: number, low: number, high: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]! || a - b);
  const room = high - low;
  const step = order.length > 1 ? Math.min(gap, room / (order.length - 1)) : gap;
  const blocks: { sum: number; size: number }[] = [];
  order.forEach((label, rank) => {
    blocks.push({ sum: wanted[label]! - rank * step, size: 1 });
    while (blocks.length > 1 && mean(blocks.at(-2)!) >= mean(blocks.at(-1)!)) {
      const last = blocks.pop()!;
      const before = blocks.at(-1)!;
      before.sum += last.sum;
      before.size += last.size;
    }
  });
  const top = high - (order.length - 1) * step;
  const placed = new Array<number>(wanted.length);
  let rank = 0;
  for (const block of blocks) {
    const at = Math.min(top, Math.max(low, mean(block)));
    for (let i = 0; i < block.size; i++, rank++) placed[order[rank]!] = at + rank * step;
  }
  return placed;
}

const mean = (block: { sum: number; size: number }): number => block.sum / block.size;
