// Queries as teams write them, and what each measures; and queries that must not be guessed at, and why.
import { describe, expect, it } from "vitest";
import type { Name } from "../../sim/manifests/coverage.ts";
import { recognise, type Query } from "../../sim/manifests/promql.ts";

/** A rollout of `ranker`, with a service and a hash for each side. */
const ranker: Name[] = [
  { of: "all", kind: "service", name: "ranker" },
  { of: "all", kind: "deployment", name: "ranker" },
  { of: "candidate", kind: "service", name: "ranker-canary" },
  { of: "stable", kind: "service", name: "ranker-stable" },
  { of: "candidate", kind: "hash", name: "candidatehash" },
  { of: "candidate", kind: "replicaSet", name: "ranker-candidatehash" },
  { of: "stable", kind: "hash", name: "stablehash" },
  { of: "stable", kind: "replicaSet", name: "ranker-stablehash" },
];

/** Flagger's: the target is the candidate, its copy `-primary` is stable. */
const podinfo: Name[] = [
  { of: "all", kind: "service", name: "podinfo" },
  { of: "candidate", kind: "service", name: "podinfo-canary" },
  { of: "stable", kind: "service", name: "podinfo-primary" },
  { of: "candidate", kind: "deployment", name: "podinfo" },
  { of: "stable", kind: "deployment", name: "podinfo-primary" },
];

function read(text: string, names = ranker): Query {
  const read = recognise(text, { names, scrape: 15 });
  if (!read.ok) throw new Error(read.reason);
  return read.query;
}

/** "errorRate*100 of candidate over 60s" */
function inShort(text: string, names = ranker): string {
  const { measures, factor, of, window, lag } = read(text, names);
  const what = measures.kind === "ratio" ? measures.of : `q${measures.q}`;
  return `${what}*${factor} of ${of} over ${window}s${lag === 0 ? "" : ` ${lag}s ago`}`;
}

function refusal(text: string): string {
  const read = recognise(text, { names: ranker, scrape: 15 });
  return read.ok ? "recognised" : read.reason;
}

const ratio = (part: string, whole: string, range = "1m") =>
  `sum(rate(${part}[${range}])) / sum(rate(${whole}[${range}]))`;

describe("shares of requests", () => {
  it.each([
    [
      "Istio, success",
      ratio(
        'istio_requests_total{reporter="source",destination_service=~"ranker-canary.search.svc.cluster.local",response_code!~"5.*"}',
        'istio_requests_total{reporter="source",destination_service=~"ranker-canary.search.svc.cluster.local"}',
        "5m",
      ),
      "successRate*1 of candidate over 300s",
    ],
    [
      "Istio, errors, of the stable service",
      ratio(
        'istio_requests_total{destination_service_name="ranker-stable",response_code=~"5.*"}',
        'istio_requests_total{destination_service_name="ranker-stable"}',
      ),
      "errorRate*1 of stable over 60s",
    ],
    [
      "Istio, by the counter of the duration histogram",
      ratio(
        'istio_request_duration_milliseconds_count{response_code=~"5.."}',
        "istio_requests_total",
      ),
      "errorRate*1 of all over 60s",
    ],
    [
      "NGINX Ingress, of the canary ingress",
      ratio(
        'nginx_ingress_controller_requests{ingress="ranker", canary!="", status!~"[4-5].*"}',
        'nginx_ingress_controller_requests{ingress="ranker", canary!=""}',
        "2m",
      ),
      "successRate*1 of candidate over 120s",
    ],
    [
      "NGINX Ingress, of everybody else",
      ratio(
        'nginx_ingress_controller_requests{canary="", status=~"5[0-9]{2}"}',
        'nginx_ingress_controller_requests{canary=""}',
      ),
      "errorRate*1 of stable over 60s",
    ],
    [
      "Linkerd, in percent",
      `${ratio('response_total{deployment="ranker",classification="success"}', 'response_total{deployment="ranker"}')} * 100`,
      "successRate*100 of all over 60s",
    ],
    [
      "Linkerd, everything but failures",
      ratio('response_total{classification!="failure"}', "response_total"),
      "successRate*1 of all over 60s",
    ],
    [
      "Envoy, by class, between two counters",
      ratio(
        'envoy_cluster_upstream_rq_xx{envoy_cluster_name="search_ranker-canary_80",envoy_response_code_class="5"}',
        'envoy_cluster_upstream_rq_total{envoy_cluster_name="search_ranker-canary_80"}',
      ),
      "errorRate*1 of candidate over 60s",
    ],
    [
      "Traefik",
      ratio(
        'traefik_service_requests_total{service="search-ranker-canary-80@kubernetes",code!~"5.."}',
        'traefik_service_requests_total{service="search-ranker-canary-80@kubernetes"}',
      ),
      "successRate*1 of candidate over 60s",
    ],
    [
      "Knative, by class",
      ratio('revision_request_count{response_code_class!="5xx"}', "revision_request_count"),
      "successRate*1 of all over 60s",
    ],
    [
      "gRPC",
      ratio('grpc_server_handled_total{grpc_code="OK"}', "grpc_server_handled_total"),
      "successRate*1 of all over 60s",
    ],
    [
      "plain http, by hash",
      ratio(
        'http_requests_total{rollouts_pod_template_hash="candidatehash",status=~"5.."}',
        'http_requests_total{rollouts_pod_template_hash="candidatehash"}',
      ),
      "errorRate*1 of candidate over 60s",
    ],
    [
      "plain http, by pod",
      ratio(
        'http_requests_total{pod=~"ranker-stablehash-.*",code=~"5.."}',
        'http_requests_total{pod=~"ranker-stablehash-.*"}',
      ),
      "errorRate*1 of stable over 60s",
    ],
    [
      "sum by after, percent before, an offset",
      'sum(rate(http_requests_total{code=~"5.."}[1m] offset 2m)) by (job) * 100 / sum(rate(http_requests_total[1m] offset 2m)) by (job)',
      "errorRate*100 of all over 60s 120s ago",
    ],
    [
      "100 times, first",
      '100 * sum(rate(http_requests_total{code=~"5.."}[1m])) / sum(rate(http_requests_total[1m]))',
      "errorRate*100 of all over 60s",
    ],
    [
      "one minus a share",
      `1 - (${ratio('http_requests_total{code=~"5.."}', "http_requests_total")})`,
      "successRate*1 of all over 60s",
    ],
    [
      "one minus, then percent",
      `(1 - ${ratio('http_requests_total{code!~"5.."}', "http_requests_total")}) * 100`,
      "errorRate*100 of all over 60s",
    ],
    [
      "a difference of counters",
      'sum(rate(http_requests_total[1m])) - sum(rate(http_requests_total{code=~"5.."}[1m]))',
      "refused",
    ],
    [
      "what is not an error, over all",
      '(sum(rate(http_requests_total[1m])) - sum(rate(http_requests_total{code=~"5.."}[1m]))) / sum(rate(http_requests_total[1m]))',
      "successRate*1 of all over 60s",
    ],
    [
      "successes over successes and failures",
      'sum(rate(response_total{classification="success"}[1m])) / (sum(rate(response_total{classification="success"}[1m])) + sum(rate(response_total{classification="failure"}[1m])))',
      "successRate*1 of all over 60s",
    ],
    [
      "keywords in capitals, and a guard against dividing by 0",
      '(SUM(rate(http_requests_total{code=~"5.."}[1m])) OR ON() vector(0)) / (Sum(rate(http_requests_total[1m])) > 0)',
      "errorRate*1 of all over 60s",
    ],
    [
      "increase",
      'sum(increase(http_requests_total{status=~"5.*"}[10m])) / sum(increase(http_requests_total[10m]))',
      "errorRate*1 of all over 600s",
    ],
    [
      "irate: the last two scrapes",
      'sum(irate(http_requests_total{status=~"5.*"}[5m])) / sum(irate(http_requests_total[5m]))',
      "errorRate*1 of all over 15s",
    ],
    [
      "a name in braces, other quotes, a comment",
      "sum(rate({__name__=\"http_requests_total\",code=~'5\\\\d\\\\d'}[1m])) # failures\n / sum(rate(http_requests_total[60s]))",
      "errorRate*1 of all over 60s",
    ],
  ])("%s", (_name, text, expected) => {
    if (expected === "refused") expect(refusal(text)).toMatch(/how many requests/);
    else expect(inShort(text)).toBe(expected);
  });
});

describe("quantiles of latency", () => {
  it.each([
    [
      "Istio, milliseconds",
      'histogram_quantile(0.99, sum(rate(istio_request_duration_milliseconds_bucket{destination_service_name="ranker-canary"}[1m])) by (le))',
      "q0.99*1000 of candidate over 60s",
    ],
    [
      "Istio, made seconds",
      "histogram_quantile(0.95, sum by (le) (irate(istio_request_duration_milliseconds_bucket[1m]))) / 1000",
      "q0.95*1 of all over 15s",
    ],
    [
      "plain http, seconds",
      "histogram_quantile(.9, sum(rate(http_request_duration_seconds_bucket[2m])) by (le))",
      "q0.9*1 of all over 120s",
    ],
    [
      "NGINX Ingress, made milliseconds",
      'histogram_quantile(0.99, sum(rate(nginx_ingress_controller_request_duration_seconds_bucket{canary!=""}[2m])) by (le)) * 1000',
      "q0.99*1000 of candidate over 120s",
    ],
    [
      "Linkerd",
      'histogram_quantile(0.5, sum(rate(response_latency_ms_bucket{direction="inbound"}[30s])) by (le))',
      "q0.5*1000 of all over 30s",
    ],
    [
      "Envoy",
      "histogram_quantile(0.999, sum(rate(envoy_cluster_upstream_rq_time_bucket[1m])) by (le))",
      "q0.999*1000 of all over 60s",
    ],
  ])("%s", (_name, text, expected) => {
    expect(inShort(text)).toBe(expected);
  });
});

describe("Flagger's names: the target is the candidate, its copy is stable", () => {
  const errors = (matcher: string) =>
    ratio(`http_requests_total{${matcher},status=~"5.."}`, `http_requests_total{${matcher}}`);
  it.each([
    ['destination_workload="podinfo"', "candidate"],
    ['destination_workload="podinfo-primary"', "stable"],
    ['destination_workload!="podinfo-primary"', "candidate"],
    ['kubernetes_pod_name=~"podinfo-[0-9a-zA-Z]+(-[0-9a-zA-Z]+)"', "candidate"],
    ['kubernetes_pod_name=~"podinfo-primary-[0-9a-zA-Z]+(-[0-9a-zA-Z]+)"', "stable"],
    ['pod=~"podinfo-.*"', "all"],
    ['service="podinfo-canary"', "candidate"],
    ['service="podinfo"', "all"],
    ['destination_service=~"podinfo-canary\\\\.test\\\\.svc\\\\.cluster\\\\.local"', "candidate"],
    ['envoy_cluster_name=~"test_podinfo-canary_[0-9a-zA-Z-]+"', "candidate"],
    ['namespace="podinfo"', "all"],
    ['role="canary"', "candidate"],
    ['track!="canary"', "stable"],
  ])("%s: %s", (matcher, of) => {
    expect(read(errors(matcher), podinfo).of).toBe(of);
  });
});

describe("what is said of a query that was read", () => {
  it.each([
    ["covers the whole service", ratio('http_requests_total{code=~"5.."}', "http_requests_total")],
    [
      "counts answers 4xx as failures",
      ratio('http_requests_total{code=~"[45].."}', "http_requests_total"),
    ],
    [
      "counts answers 3xx as failures",
      ratio('http_requests_total{code=~"2.."}', "http_requests_total"),
    ],
    [
      "counts only 502, 503 as failures",
      ratio('http_requests_total{code=~"502|503"}', "http_requests_total"),
    ],
    [
      "before the first failure there is no such series",
      ratio('http_requests_total{code=~"5.."}', "http_requests_total"),
    ],
    [
      "job=.checkout. is no name of this rollout's",
      ratio(
        'http_requests_total{job="checkout",code=~"5.."}',
        'http_requests_total{job="checkout"}',
      ),
    ],
    [
      "which has no value here",
      ratio(
        'http_requests_total{service="{{args.service}}",code=~"5.."}',
        'http_requests_total{service="{{args.service}}"}',
      ),
    ],
    [
      "divides a rate over 60s by one over 120s",
      'sum(rate(http_requests_total{code=~"5.."}[1m])) / sum(rate(http_requests_total[2m]))',
    ],
    [
      "one value for each pod",
      'sum by (pod) (rate(http_requests_total{code=~"5.."}[1m])) / sum by (pod) (rate(http_requests_total[1m]))',
    ],
    [
      "some answers' latency",
      'histogram_quantile(0.9, sum(rate(http_request_duration_seconds_bucket{code=~"2.."}[1m])) by (le))',
    ],
  ])("%s", (note, text) => {
    expect(read(text).notes.join("\n")).toMatch(new RegExp(note));
  });

  it("a rate that is made 0 where there is no series says nothing of it", () => {
    const text =
      '(sum(rate(http_requests_total{code=~"5.."}[1m])) or vector(0)) / sum(rate(http_requests_total[1m]))';
    expect(read(text).notes.join("\n")).not.toMatch(/before the first failure/);
  });

  it("what is answered where there is nothing to count, scaled as the rest", () => {
    const errors = ratio('http_requests_total{code=~"5.."}', "http_requests_total");
    expect(read(errors).empty).toBeNull();
    expect(read(`${errors} or on() vector(0)`).empty).toBe(0);
    expect(read(`100 - (${errors} or vector(0)) * 100`).empty).toBe(100);
  });
});

describe("not guessed", () => {
  it.each([
    ["an empty text", " ", /empty/],
    [
      "text that is no PromQL",
      "sum(rate(",
      /line 1, column 10 of the query: not PromQL at the end/,
    ],
    [
      "a forgotten comma, and where",
      'sum(rate(http_requests_total{\n  job="a"\n  code=~"5.."}[1m]))',
      /line 3, column 3 of the query: expected a comma between label matchers, before "code/,
    ],
    ["a variable of Grafana", "sum(rate(http_requests_total[$__rate_interval]))", /Grafana/],
    ["a gauge", 'up{job="ranker"}', /without rate\(\)/],
    ["requests a second", "sum(rate(http_requests_total[1m]))", /how many requests/],
    ["a number", "1 + 1", /is a number/],
    [
      "a mean",
      "sum(rate(http_request_duration_seconds_sum[1m])) / sum(rate(http_request_duration_seconds_count[1m]))",
      /a mean/,
    ],
    [
      "requests within a bound",
      'sum(rate(http_request_duration_seconds_bucket{le="0.3"}[1m])) / sum(rate(http_request_duration_seconds_count[1m]))',
      /faster than le=0.3/,
    ],
    [
      "other counters",
      ratio('orders_total{status="failed"}', "orders_total"),
      /does not say by its name that it counts requests/,
    ],
    [
      "one answer of many",
      ratio('http_requests_total{code="404"}', "http_requests_total"),
      /neither failures nor successes: 404/,
    ],
    [
      "all by all",
      ratio('http_requests_total{code!="5m"}', "http_requests_total"),
      /a number of requests by itself/,
    ],
    [
      "a status nobody has",
      ratio('http_requests_total{code="oops"}', "http_requests_total"),
      /picks no answer/,
    ],
    [
      "the candidate's errors over everybody's requests",
      ratio(
        'http_requests_total{service="ranker-canary",code=~"5.."}',
        'http_requests_total{service="ranker"}',
      ),
      /requests of candidate and of all/,
    ],
    [
      "the candidate's share beside stable's",
      `(${ratio('http_requests_total{service="ranker-canary",code=~"5.."}', 'http_requests_total{service="ranker-canary"}')}) / (${ratio('http_requests_total{service="ranker-stable",code=~"5.."}', 'http_requests_total{service="ranker-stable"}')})`,
      /a share or latency \/ a share or latency/,
    ],
    [
      "a comparison",
      `${ratio('http_requests_total{code=~"5.."}', "http_requests_total")} > 0.05`,
      /comparison/,
    ],
    [
      "no sum",
      'rate(http_requests_total{code=~"5.."}[1m]) / rate(http_requests_total[1m])',
      /without sum\(\)/,
    ],
    [
      "buckets summed away",
      "histogram_quantile(0.99, sum(rate(http_request_duration_seconds_bucket[1m])))",
      /drops the label le/,
    ],
    [
      "no unit",
      "histogram_quantile(0.99, sum(rate(http_request_duration_bucket[1m])) by (le))",
      /what unit/,
    ],
    [
      "an odd scale",
      `5 + ${ratio('http_requests_total{code=~"5.."}', "http_requests_total")}`,
      /5 \+ 1 times/,
    ],
    ["another function", "avg_over_time(http_errors[5m])", /avg_over_time/],
    [
      "a pattern that is none",
      ratio('http_requests_total{code=~"5(.."}', "http_requests_total"),
      /no regular expression/,
    ],
    ["a subquery", "max_over_time(sum(rate(http_requests_total[1m]))[5m:1m])", /./],
    ["a range of nothing", "sum(rate(http_requests_total[0s]))", /a range of 0s/],
    ["a range of ages", "sum(rate(http_requests_total[999y]))", /a range of 999y/],
    ["nothing named", 'sum(rate({job="a"}[1m]))', /without naming a metric/],
  ])("%s", (_name, text, reason) => {
    expect(refusal(text)).toMatch(reason);
  });

  it("is bounded: long, deep and hostile texts end in a reason, soon", () => {
    const before = performance.now();
    expect(refusal("a".repeat(10_001))).toMatch(/at most 10000 characters/);
    expect(refusal(`${"(".repeat(200)}1${")".repeat(200)}`)).toMatch(/nested more than 100/);
    const hostile = `http_requests_total{code=~"${"(.*)*".repeat(90)}z"}`;
    expect(refusal(ratio(hostile, "http_requests_total"))).toMatch(/picks no answer/);
    expect(refusal(`sum(rate(a{${'b="c",'.repeat(1500)}}[1m]))`)).toMatch(/by its name/);
    expect(performance.now() - before).toBeLessThan(5000);
  });
});
