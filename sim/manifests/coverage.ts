// Whose requests a query covers: the candidate's, stable's, or everybody's. A matcher is held against the names the two go by
// (services, Deployments, pods, hashes); a query that names neither covers the whole service.
import { show } from "../scenario/show.ts";
import { picker } from "./labelMatch.ts";
import { type Matcher, Unrecognised } from "./promqlSyntax.ts";

export type Covers = "candidate" | "stable" | "all";

/** A name by which labels may call a version's share of the service, or the whole service. */
export interface Name {
  readonly of: Covers;
  /** A Deployment's pods are name-hash-suffix, a ReplicaSet's name-suffix; a hash and a word stand for themselves. */
  readonly kind: "service" | "deployment" | "replicaSet" | "hash" | "word";
  readonly name: string;
}

export interface Coverage {
  readonly of: Covers;
  readonly notes: readonly string[];
}

/** Words that name no service: where it runs, who reports, which way. */
const ELSEWHERE =
  /namespace|^ns$|reporter|direction|protocol|^env(ironment)?$|region|method|path|^le$/i;
const SERVICE = /service|svc|host|authority|ingress|backend|route|upstream|cluster|^job$/i;
const WORKLOAD = /workload|deploy|pod|app|replica|container|revision|version|hash|instance/i;

/** Names that teams give the two by habit; those of the rollout at hand come beside. */
const WORDS: readonly Name[] = [
  { of: "candidate", kind: "word", name: "canary" },
  { of: "stable", kind: "word", name: "stable" },
  { of: "stable", kind: "word", name: "primary" },
  { of: "stable", kind: "word", name: "baseline" },
];

/** @throws Unrecognised when it asks for requests of both versions at once, which none is */
export function coverage(matchers: readonly Matcher[], names: readonly Name[]): Coverage {
  const notes: string[] = [];
  let of: Covers = "all";
  for (const matcher of matchers) {
    const one = coveredBy(matcher, names, notes);
    if (one === "all") continue;
    if (of !== "all" && of !== one)
      throw new Unrecognised("asks for requests that are both the candidate's and stable's");
    of = one;
  }
  if (of === "all") notes.push("covers the whole service, not the candidate alone");
  return { of, notes };
}

function coveredBy(matcher: Matcher, names: readonly Name[], notes: string[]): Covers {
  const { label, op, value } = matcher;
  if (ELSEWHERE.test(label)) return "all";
  // ingress-nginx: the canary ingress' name, empty for all others.
  if (label === "canary" && value === "") return op === "!=" ? "candidate" : "stable";
  if (value.includes("{{")) {
    notes.push(`${label} is given by ${show(value)}, which has no value here`);
    return "all";
  }
  const negative = op === "!=" || op === "!~";
  const positive: Matcher = { ...matcher, op: op === "!=" ? "=" : op === "!~" ? "=~" : op };
  const found = new Set(
    [...spoken(label, names), ...WORDS].filter((name) => means(positive, name)).map(({ of }) => of),
  );
  const one = found.has("all") || found.size > 1 ? "all" : ([...found][0] ?? "all");
  if (found.size === 0 && !negative && (SERVICE.test(label) || WORKLOAD.test(label)))
    notes.push(`${label}${op}${show(value)} is no name of this rollout's`);
  if (!negative || one === "all") return one;
  return one === "stable" ? "candidate" : "stable";
}

/** The names that such a label speaks of; all of them when the label does not say. */
function spoken(label: string, names: readonly Name[]): readonly Name[] {
  if (WORKLOAD.test(label)) return names.filter(({ kind }) => kind !== "service");
  if (SERVICE.test(label)) return names.filter(({ kind }) => kind === "service");
  return names;
}

/** Whether a matcher that picks a version's label values would pick one of this name. */
function means(matcher: Matcher, { kind, name }: Name): boolean {
  if (matcher.op === "=") return valueMeans(matcher.value, kind, name);
  return examples(kind, name, matcher.value).some(picker(matcher));
}

/** `search_ranker-canary_80` and `ranker-canary.search.svc.cluster.local` mean the service ranker-canary. */
function valueMeans(value: string, kind: Name["kind"], name: string): boolean {
  if (kind !== "service") return value === name || (kind === "hash" && value.endsWith(`-${name}`));
  return value
    .split(/[^A-Za-z0-9-]+/)
    .some(
      (part) =>
        part === name || (/-\d+$/.test(part) && part.replace(/-\d+$/, "").endsWith(`-${name}`)),
    );
}

/** A suffix of a pod's, and a hash of a ReplicaSet's, as Kubernetes makes them. */
const SUFFIX = "x2x7k";
const HASH = "6d4cf56db6";

/** Values a label may have for what goes by this name. The namespace is whatever the pattern itself asks for. */
function examples(kind: Name["kind"], name: string, pattern: string): string[] {
  switch (kind) {
    case "word":
    case "hash":
      return [name];
    case "deployment":
      return [name, `${name}-${HASH}-${SUFFIX}`];
    case "replicaSet":
      return [name, `${name}-${SUFFIX}`];
    case "service": {
      const places = ["default", ...pattern.split(/[^A-Za-z0-9-]+/).filter((part) => part !== "")];
      return [
        name,
        ...places.flatMap((place) => [
          `${name}.${place}`,
          `${name}.${place}.svc`,
          `${name}.${place}.svc.cluster.local`,
          `${place}_${name}_80`,
          `${place}/${name}`,
          `${place}-${name}-80`,
          `outbound|80||${name}.${place}.svc.cluster.local`,
        ]),
      ];
    }
  }
}
