package dev.sealkeep.service.http;

import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.http.Exchange.Credential;
import dev.sealkeep.service.http.Problem.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Requests that need nothing but the scene: tenant {@code acme} with set {@code builds}, policy
 * {@code root} and key {@code disk}. Each stands for itself; none needs another to go first.
 */
final class Exchanges {
  private static final String UNKNOWN_ID = "0".repeat(32);
  private static final byte[] BROKEN_UTF8 = {'{', '"', (byte) 0xc3, '"', '}'};
  private static final List<Credential> REFUSED =
      List.of(Credential.NONE, Credential.FOREIGN, Credential.BASIC, Credential.ENDLESS);
  private static final String SET_ROWS =
      "simulated-amd-sev-snp measurement " + Guest.GOOD_HEX + "\n";

  private Exchanges() {}

  static List<Exchange> all() {
    List<Exchange> all = new ArrayList<>();
    all.addAll(watching());
    all.addAll(challenges());
    all.addAll(releases());
    all.addAll(preflights());
    all.addAll(activations());
    all.addAll(tenants());
    all.addAll(policies());
    all.addAll(references());
    all.addAll(keys());
    all.addAll(changesOfKeys());
    all.addAll(auditing());
    all.addAll(resuming());
    all.addAll(publicLog());
    all.addAll(collateral());
    all.addAll(unauthorized());
    all.addAll(badTenants());
    return List.copyOf(all);
  }

  private static List<Exchange> watching() {
    return List.of(
        Exchange.get("health", "/healthz"),
        Exchange.get("readiness", "/readyz"),
        Exchange.get("metrics", "/metrics"));
  }

  private static List<Exchange> challenges() {
    List<Exchange> all = new ArrayList<>();
    Exchange good = Exchange.json("createChallenge", "/v1/challenges", "{}");
    all.add(good.by(Credential.NONE));
    all.add(Exchange.get("createChallenge", "/v1/challenges").by(Credential.NONE));
    all.add(good.with("application/json; charset=utf-8", ascii("{}")));
    all.addAll(hostileJson("createChallenge", "/v1/challenges"));
    return all;
  }

  private static List<Exchange> activations() {
    return evidence("createActivation", "/v1/activations", 64 << 10);
  }

  private static List<Exchange> releases() {
    return evidence("createRelease", "/v1/releases", 1 << 20);
  }

  private static List<Exchange> preflights() {
    return evidence("createPreflight", "/v1/preflights", 1 << 20);
  }

  /** What guests may send wrongly beside their evidence. */
  private static List<Exchange> evidence(String operation, String path, int maxBody) {
    Exchange any = Exchange.json(operation, path, "{}").by(Credential.NONE);
    List<Exchange> all = new ArrayList<>();
    for (String body :
        List.of(
            "",
            "{}",
            "[]",
            "null",
            "{",
            "{\"challenge_answer\":\"\"}",
            "[".repeat(10_000),
            "{\"kem\":" + "9".repeat(400) + "}")) {
      all.add(any.with("application/json", ascii(body)).answers(Kind.MALFORMED_REQUEST));
    }
    all.add(any.with("application/json", BROKEN_UTF8).answers(Kind.MALFORMED_REQUEST));
    all.add(any.with("text/plain", ascii("{}")).answers(Kind.UNSUPPORTED_MEDIA_TYPE));
    all.add(any.untyped().answers(Kind.UNSUPPORTED_MEDIA_TYPE));
    all.add(any.with("application/json", filler(maxBody + 1)).answers(Kind.TOO_LARGE));
    return all;
  }

  private static List<Exchange> tenants() {
    String path = "/v1/tenants";
    List<Exchange> all = new ArrayList<>();
    all.add(Exchange.get("listTenants", path));
    all.add(Exchange.json("createTenant", path, "{\"name\":\"globex\"}").answers(201));
    all.add(Exchange.json("createTenant", path, "{\"name\":\"acme\"}").answers(Kind.CONFLICT));
    for (String body :
        List.of(
            "{\"name\":\"Acme\"}",
            "{\"name\":\"\"}",
            "{\"name\":\"-a\"}",
            "{\"name\":\"_system\"}",
            "{\"name\":\"a/b\"}",
            "{\"name\":\"" + "a".repeat(64) + "\"}",
            "{\"name\":\"a\\u0000\"}",
            "{\"name\":1}",
            "{\"name\":null}",
            "{\"name\":[\"a\"]}",
            "{}")) {
      all.add(Exchange.json("createTenant", path, body).answers(Kind.MALFORMED_REQUEST));
    }
    all.addAll(hostileJson("createTenant", path));
    return all;
  }

  private static List<Exchange> policies() {
    String path = "/v1/tenants/acme/policies/";
    Exchange put = Exchange.text("putPolicy", path + "other", Guest.POLICY);
    return List.of(
        Exchange.get("listPolicies", "/v1/tenants/acme/policies"),
        Exchange.get("getPolicy", path + "root"),
        Exchange.get("getPolicy", path + "nothing").answers(Kind.NOT_FOUND),
        Exchange.get("getPolicy", path + "ROOT").answers(Kind.MALFORMED_REQUEST),
        put,
        put.with("text/plain; charset=utf-8", ascii(Guest.POLICY)),
        Exchange.text("putPolicy", path + "Other", Guest.POLICY).answers(Kind.MALFORMED_REQUEST),
        Exchange.text("putPolicy", path + "other", "sealkeep 1\npolicy x {").answers(Kind.REJECTED),
        Exchange.text("putPolicy", path + "other", "").answers(Kind.REJECTED),
        put.with("text/plain", BROKEN_UTF8).answers(Kind.MALFORMED_REQUEST),
        put.with("application/json", ascii("{}")).answers(Kind.UNSUPPORTED_MEDIA_TYPE),
        put.untyped().answers(Kind.UNSUPPORTED_MEDIA_TYPE),
        put.with("text/plain", filler((64 << 10) + 1)).answers(Kind.TOO_LARGE));
  }

  private static List<Exchange> references() {
    String path = "/v1/tenants/acme/references";
    Exchange put = Exchange.text("putReference", path + "?name=payments/builds", SET_ROWS);
    return List.of(
        Exchange.get("listReferences", path),
        put,
        Exchange.text("putReference", path, SET_ROWS).answers(Kind.MALFORMED_REQUEST),
        Exchange.text("putReference", path + "?name=", SET_ROWS).answers(Kind.REJECTED),
        Exchange.text("putReference", path + "?name=A%00", SET_ROWS).answers(Kind.REJECTED),
        Exchange.text("putReference", path + "?name=" + "a".repeat(300), SET_ROWS)
            .answers(Kind.REJECTED),
        Exchange.text("putReference", path + "?name=a", "nonsense").answers(Kind.REJECTED),
        put.with("text/plain", BROKEN_UTF8).answers(Kind.MALFORMED_REQUEST),
        put.with("text/csv", ascii(SET_ROWS)).answers(Kind.UNSUPPORTED_MEDIA_TYPE),
        put.with("text/plain", filler((8 << 20) + 1)).answers(Kind.TOO_LARGE));
  }

  private static List<Exchange> keys() {
    String path = "/v1/tenants/acme/keys";
    String secret = "\"secret\":\"" + "A".repeat(43) + "\"";
    List<Exchange> all = new ArrayList<>();
    all.add(Exchange.get("listKeys", path));
    for (Map.Entry<String, String> good :
        Map.of("k1", "", "k2", ",\"bytes\":16", "k3", ",\"bytes\":512", "k4", "," + secret)
            .entrySet()) {
      all.add(Exchange.json("createKey", path, key(good.getKey(), good.getValue())).answers(201));
    }
    all.add(Exchange.json("createKey", path, key("disk", "")).answers(Kind.CONFLICT));
    all.add(
        Exchange.json("createKey", path, "{\"name\":\"k5\",\"policy\":\"nothing\"}")
            .answers(Kind.NOT_FOUND));
    for (String body :
        List.of(
            key("k6", ",\"bytes\":32," + secret),
            key("k6", ",\"bytes\":15"),
            key("k6", ",\"bytes\":513"),
            key("k6", ",\"bytes\":-1"),
            key("k6", ",\"bytes\":1e400"),
            key("k6", ",\"bytes\":" + "9".repeat(300)),
            key("k6", ",\"bytes\":\"32\""),
            key("k6", ",\"bytes\":true"),
            key("k6", ",\"secret\":\"\""),
            key("k6", ",\"secret\":\"AA\""),
            key("k6", ",\"secret\":\"" + "A".repeat(42) + "=\""),
            key("k6", ",\"secret\":\"" + "+".repeat(43) + "\""),
            key("k6", ",\"secret\":\"" + "A".repeat(1_000) + "\""),
            key("k6", ",\"secret\":7"),
            key("K6", ""),
            "{\"name\":\"k6\"}",
            "{\"policy\":\"root\"}")) {
      all.add(Exchange.json("createKey", path, body).answers(Kind.MALFORMED_REQUEST));
    }
    all.addAll(hostileJson("createKey", path));
    return all;
  }

  private static String key(String name, String more) {
    return "{\"name\":\"%s\",\"policy\":\"root\"%s}".formatted(name, more);
  }

  private static List<Exchange> changesOfKeys() {
    List<Exchange> all = new ArrayList<>();
    String path = "/v1/tenants/acme/keys/";
    all.add(Exchange.get("rotateKey", path + "turned/rotate"));
    all.add(
        Exchange.json(
            "rotateKey", path + "turned/rotate", "{\"secret\":\"" + "A".repeat(22) + "\"}"));
    all.add(
        Exchange.json("rotateKey", path + "turned/rotate", "{\"secret\":\"A\"}")
            .answers(Kind.MALFORMED_REQUEST));
    all.addAll(hostileJson("rotateKey", path + "turned/rotate"));
    for (String change : List.of("rotate", "disable", "enable")) {
      String operation = change + "Key";
      all.add(Exchange.get(operation, path + "turned/" + change));
      all.add(Exchange.get(operation, path + "nothing/" + change).answers(Kind.NOT_FOUND));
      all.add(Exchange.get(operation, path + "NO/" + change).answers(Kind.MALFORMED_REQUEST));
      all.add(
          Exchange.json(operation, path + "turned/" + change, "")
              .with("application/json", filler((16 << 10) + 1))
              .answers(Kind.TOO_LARGE));
    }
    return all;
  }

  private static List<Exchange> auditing() {
    List<Exchange> all = new ArrayList<>();
    String audit = "/v1/tenants/acme/audit";
    all.add(Exchange.get("listAudit", audit));
    all.add(Exchange.get("listAudit", audit + "?from=0&limit=1"));
    all.add(Exchange.get("listAudit", audit + "?from=9223372036854775806"));
    all.add(Exchange.get("getAuditCheckpoint", "/v1/audit/checkpoint"));
    all.add(Exchange.get("getAuditLeaves", "/v1/audit/leaves"));
    all.add(Exchange.get("getAuditLeaves", "/v1/audit/leaves?from=0&limit=8192"));
    all.add(Exchange.get("getAuditLeaves", "/v1/audit/leaves?from=4000000000000000000"));
    for (String query :
        List.of(
            "from=-1",
            "from=x",
            "from=",
            "from=" + "9".repeat(100),
            "limit=0",
            "limit=10000",
            "limit=1.5")) {
      all.add(Exchange.get("listAudit", audit + "?" + query).answers(Kind.MALFORMED_REQUEST));
      all.add(
          Exchange.get("getAuditLeaves", "/v1/audit/leaves?" + query)
              .answers(Kind.MALFORMED_REQUEST));
    }
    String decisions = "/v1/tenants/acme/decisions/";
    all.add(Exchange.get("getDecision", decisions + UNKNOWN_ID).answers(Kind.NOT_FOUND));
    for (String id : List.of("0", "A".repeat(32), "g".repeat(32), "0".repeat(33))) {
      all.add(Exchange.get("getDecision", decisions + id).answers(Kind.MALFORMED_REQUEST));
    }
    String digest = "0".repeat(64);
    String evidence = decisions + UNKNOWN_ID + "/evidence/";
    all.add(Exchange.get("getEvidence", evidence + digest).answers(Kind.NOT_FOUND));
    for (String wrong : List.of("0", "A".repeat(64), "g".repeat(64), "0".repeat(65), UNKNOWN_ID)) {
      all.add(Exchange.get("getEvidence", evidence + wrong).answers(Kind.MALFORMED_REQUEST));
    }
    all.add(
        Exchange.get("getEvidence", decisions + "0/evidence/" + digest)
            .answers(Kind.MALFORMED_REQUEST));
    return all;
  }

  private static List<Exchange> resuming() {
    String path = "/v1/log/resume";
    List<Exchange> all = new ArrayList<>();
    all.add(
        Exchange.json("resumeReleases", path, "{\"origin\":\"log.example\"}")
            .answers(Kind.CONFLICT));
    for (String body : List.of("{\"origin\":1}", "{\"origin\":null}", "{}")) {
      all.add(Exchange.json("resumeReleases", path, body).answers(Kind.MALFORMED_REQUEST));
    }
    all.addAll(hostileJson("resumeReleases", path));
    return all;
  }

  private static String evidence(String tenant) {
    return "/v1/tenants/%s/decisions/%s/evidence/%s".formatted(tenant, UNKNOWN_ID, "0".repeat(64));
  }

  private static List<Exchange> publicLog() {
    List<Exchange> all = new ArrayList<>();
    all.add(Exchange.get("getCheckpoint", "/log/checkpoint").by(Credential.NONE));
    for (String tile :
        List.of(
            "/0/000",
            "/0/000.p/255",
            "/0/000.p/0",
            "/0/000.p/256",
            "/0/x999/999",
            "/63/000",
            "/64/000",
            "/-1/000",
            "/entries/001",
            "/entries/000.p/255",
            "/nothing",
            "/",
            "",
            "/..%2f..%2fcheckpoint",
            "/0/" + "9".repeat(300))) {
      all.add(
          Exchange.get("getTile", "/log/tile" + tile).by(Credential.NONE).answers(Kind.NOT_FOUND));
    }
    return all;
  }

  /** The scene's node fetches nothing. */
  private static List<Exchange> collateral() {
    return List.of(
        Exchange.get("getAmdCollateral", "/collateral/amd/vcek/v1/Genoa/cert_chain")
            .by(Credential.NONE)
            .answers(Kind.COLLATERAL_UNAVAILABLE),
        Exchange.get("getIntelCollateral", "/collateral/intel/sgx/certification/v4/qe/identity")
            .by(Credential.NONE)
            .answers(Kind.COLLATERAL_UNAVAILABLE),
        Exchange.get("getAmdCollateral", "/collateral/amd/vcek/v1/Genoa/..%2fGenoa/crl")
            .by(Credential.NONE)
            .answers(Kind.NOT_FOUND),
        Exchange.get("getIntelCollateral", "/collateral/intel/nothing")
            .by(Credential.NONE)
            .answers(Kind.NOT_FOUND));
  }

  /** Every operation that wants a token, with none or a wrong one, before anything else. */
  private static List<Exchange> unauthorized() {
    return Stream.of(
            Exchange.get("listTenants", "/v1/tenants"),
            Exchange.json("createTenant", "/v1/tenants", "{\"name\":\"initech\"}"),
            Exchange.get("listPolicies", "/v1/tenants/acme/policies"),
            Exchange.get("getPolicy", "/v1/tenants/acme/policies/root"),
            Exchange.text("putPolicy", "/v1/tenants/acme/policies/root", Guest.POLICY),
            Exchange.get("listReferences", "/v1/tenants/acme/references"),
            Exchange.text("putReference", "/v1/tenants/acme/references?name=builds", SET_ROWS),
            Exchange.get("listKeys", "/v1/tenants/acme/keys"),
            Exchange.json("createKey", "/v1/tenants/acme/keys", key("k7", "")),
            Exchange.get("rotateKey", "/v1/tenants/acme/keys/disk/rotate"),
            Exchange.get("disableKey", "/v1/tenants/acme/keys/disk/disable"),
            Exchange.get("enableKey", "/v1/tenants/acme/keys/disk/enable"),
            Exchange.get("getDecision", "/v1/tenants/acme/decisions/" + UNKNOWN_ID),
            Exchange.get("getEvidence", evidence("acme")),
            Exchange.get("listAudit", "/v1/tenants/acme/audit"),
            Exchange.get("getAuditCheckpoint", "/v1/audit/checkpoint"),
            Exchange.get("getAuditLeaves", "/v1/audit/leaves"),
            Exchange.json("resumeReleases", "/v1/log/resume", "{\"origin\":\"log.example\"}"),
            Exchange.get("listKeys", "/v1/tenants/nobody/keys"),
            Exchange.get("listKeys", "/v1/tenants/NOBODY/keys"))
        .flatMap(
            exchange ->
                REFUSED.stream()
                    .map(credential -> exchange.by(credential).answers(Kind.UNAUTHORIZED)))
        .toList();
  }

  /** Every operation of a tenant, with one that does not exist and one that cannot. */
  private static List<Exchange> badTenants() {
    return Stream.of(
            Exchange.get("listPolicies", "/v1/tenants/%s/policies"),
            Exchange.get("getPolicy", "/v1/tenants/%s/policies/root"),
            Exchange.text("putPolicy", "/v1/tenants/%s/policies/root", Guest.POLICY),
            Exchange.get("listReferences", "/v1/tenants/%s/references"),
            Exchange.text("putReference", "/v1/tenants/%s/references?name=builds", SET_ROWS),
            Exchange.get("listKeys", "/v1/tenants/%s/keys"),
            Exchange.json("createKey", "/v1/tenants/%s/keys", key("disk", "")),
            Exchange.get("rotateKey", "/v1/tenants/%s/keys/disk/rotate"),
            Exchange.get("disableKey", "/v1/tenants/%s/keys/disk/disable"),
            Exchange.get("enableKey", "/v1/tenants/%s/keys/disk/enable"),
            Exchange.get("getDecision", "/v1/tenants/%s/decisions/" + UNKNOWN_ID),
            Exchange.get("getEvidence", evidence("%s")),
            Exchange.get("listAudit", "/v1/tenants/%s/audit"))
        .flatMap(
            exchange ->
                Stream.of(
                    of(exchange, "nobody").answers(Kind.NOT_FOUND),
                    of(exchange, "_system").answers(Kind.MALFORMED_REQUEST),
                    of(exchange, "_dummy").answers(Kind.MALFORMED_REQUEST),
                    of(exchange, "A%20B").answers(Kind.MALFORMED_REQUEST),
                    of(exchange, "%00").answers(Kind.MALFORMED_REQUEST)))
        .toList();
  }

  private static Exchange of(Exchange exchange, String tenant) {
    return new Exchange(
        exchange.operation(),
        exchange.path().replace("%s", tenant),
        exchange.credential(),
        exchange.type(),
        exchange.body(),
        exchange.status(),
        exchange.problem());
  }

  /** What no JSON body of at most 16 KiB may be. */
  private static List<Exchange> hostileJson(String operation, String path) {
    List<Exchange> all = new ArrayList<>();
    for (String body :
        List.of(
            "{\"unknown\":1}",
            "[]",
            "[{}]",
            "null",
            "true",
            "7",
            "\"{}\"",
            "{",
            "{}{}",
            "{\"name\":}",
            "{'name':'a'}",
            "[".repeat(5_000))) {
      all.add(Exchange.json(operation, path, body).answers(Kind.MALFORMED_REQUEST));
    }
    Exchange any = Exchange.json(operation, path, "{}");
    all.add(any.with("application/json", BROKEN_UTF8).answers(Kind.MALFORMED_REQUEST));
    all.add(any.with("text/plain", ascii("{}")).answers(Kind.UNSUPPORTED_MEDIA_TYPE));
    all.add(any.untyped().answers(Kind.UNSUPPORTED_MEDIA_TYPE));
    all.add(any.with("application/json", filler((16 << 10) + 1)).answers(Kind.TOO_LARGE));
    return all;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] filler(int size) {
    return " ".repeat(size).getBytes(StandardCharsets.US_ASCII);
  }
}
