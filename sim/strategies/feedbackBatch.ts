// Feedback kept back until a policy is updated, one number after the other: it may be a million rewards.
import { count } from "../judges/wording.ts";
import { ScenarioError } from "../scenario/problem.ts";
import type { Feedback } from "./types.ts";

type Open = { -readonly [K in keyof Feedback]: Feedback[K] };

export interface FeedbackBatch {
  size(): number;
  /** @throws ScenarioError when more is kept back than memory should hold */
  keep(feedback: Feedback): void;
  /** Hands out all that was kept, in order of arrival. The object is reused: do not keep it. */
  release(learn: (feedback: Feedback) => void): void;
}

const FIELDS = 5;
/** 320 MB. */
const MOST = 8_388_608;

/** @param id  of the strategy, for a message */
export function feedbackBatch(id: string): FeedbackBatch {
  let kept = new Float64Array(FIELDS * 1024);
  let size = 0;
  const out: Open = { version: 0, reward: 0, propensity: 0, segment: 0, at: 0 };
  return {
    size: () => size,
    keep({ version, reward, propensity, segment, at }) {
      if (size === MOST) throw tooMany(id);
      if (FIELDS * (size + 1) > kept.length) {
        const wider = new Float64Array(2 * kept.length);
        wider.set(kept);
        kept = wider;
      }
      const i = FIELDS * size++;
      kept[i] = version;
      kept[i + 1] = reward;
      kept[i + 2] = propensity;
      kept[i + 3] = segment;
      kept[i + 4] = at;
    },
    release(learn) {
      for (let i = 0; i < FIELDS * size; i += FIELDS) {
        out.version = kept[i]!;
        out.reward = kept[i + 1]!;
        out.propensity = kept[i + 2]!;
        out.segment = kept[i + 3]!;
        out.at = kept[i + 4]!;
        learn(out);
      }
      size = 0;
    },
  };
}

function tooMany(id: string): ScenarioError {
  const message = `${id}: update.every: at most ${count(MOST)} rewards may wait for an update; update more often`;
  return new ScenarioError([{ path: "strategies", message }]);
}
