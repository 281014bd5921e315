// One of the workers that run batches: a batch in, its rows out. What it knows of a survey it reads once.
import { workbench, type Workbench } from "../sim/odds/workbench.ts";
import { SURVEYS_KEPT, type FromHand, type ToHand } from "./oddsProtocol.ts";
import { problemsOf } from "./problemsOf.ts";

type Post = (message: FromHand, give: ArrayBufferLike[]) => void;

/** @returns what to do with a message: each batch is answered, in order */
export function startHand(post: Post): (message: ToHand) => void {
  const benches = new Map<number, Workbench>();
  return (message) => {
    if (message.kind === "survey") {
      benches.set(message.id, workbench(message.survey));
      for (const old of [...benches.keys()].slice(0, -SURVEYS_KEPT)) benches.delete(old);
      return;
    }
    try {
      const bench = benches.get(message.id)!;
      // Read before it is timed: once, however many runs there are.
      const layout = bench.layout(message.batch.point);
      const from = performance.now();
      const rows = bench.rows(message.batch);
      post({ kind: "rows", rows, layout, ms: performance.now() - from }, [rows.buffer]);
    } catch (error) {
      post({ kind: "problems", problems: problemsOf(error) }, []);
    }
  };
}
