import { beforeEach, describe, expect, test } from "vitest";
import { followDraft } from "../../ui/draft.ts";
import { freshLab, rehearseDraft, useLab, write } from "../../ui/store.ts";

/** As much of a window as is needed: a tab's storage, and its end. */
function page(stored: Map<string, string>, refuses = false) {
  let leave = (): void => {};
  const refuse = (): void => {
    if (refuses) throw new Error("not allowed");
  };
  return {
    sessionStorage: {
      getItem: (key: string) => (refuse(), stored.get(key) ?? null),
      setItem: (key: string, text: string) => (refuse(), void stored.set(key, text)),
      removeItem: (key: string) => (refuse(), void stored.delete(key)),
    },
    addEventListener: (_: string, listen: () => void) => (leave = listen),
    leave: () => leave(),
  };
}

/** Opens the page in a tab, does something, and leaves. */
function visit(stored: Map<string, string>, act = (): void => {}): string | undefined {
  useLab.setState(freshLab("story"), true);
  const made = page(stored);
  followDraft(made as unknown as Window);
  const found = useLab.getState().draft?.text;
  act();
  made.leave();
  return found;
}

describe("a draft", () => {
  let tab: Map<string, string>;
  beforeEach(() => void (tab = new Map()));

  test("is there again in the same tab", () => {
    expect(visit(tab, () => write({ text: "kind: Rollout" }))).toBeUndefined();
    expect(visit(tab)).toBe("kind: Rollout");
    const other = { text: "other", metrics: { a: "errorRate" } };
    expect(visit(tab, () => write(other))).toBe("kind: Rollout");
    visit(tab);
    expect(useLab.getState().draft).toEqual(other);
  });

  test("that was rehearsed is in the address, and not kept twice", () => {
    visit(tab, () => {
      write({ text: "kind: Rollout" });
      rehearseDraft();
    });
    expect(tab.size).toBe(0);
  });

  test("is no more than a wish where storage is refused, or holds another thing", () => {
    useLab.setState(freshLab("story"), true);
    const refusing = page(tab, true);
    followDraft(refusing as unknown as Window);
    write({ text: "a" });
    refusing.leave();
    for (const odd of [
      "{",
      "3",
      "null",
      '{"text":3}',
      '{"text":"a"}',
      '{"text":"a","metrics":{"b":1}}',
    ])
      expect(visit(new Map([["rollout-lab-draft", odd]]))).toBeUndefined();
  });
});
