package dev.sealkeep.cli.collateral;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Document;
import dev.sealkeep.evidence.JsonText;
import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.evidence.x509.RevocationList;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How long one object is good by its own word; no signature is checked.
 *
 * @param kind {@code certificate}, {@code revocation_list}, {@code tcb_info}, {@code qe_identity}
 *     or {@code document}
 * @param subject what it is about
 * @param file where it lies
 * @param issued when it was issued
 * @param nextUpdate the last instant at which it may be used; an empty text if it does not say
 * @param ageSeconds since it was issued
 * @param state {@code ok}, {@code expiring} or {@code expired}
 */
record ItemStatus(
    String kind,
    String subject,
    String file,
    String issued,
    String nextUpdate,
    long ageSeconds,
    String state) {
  static final String OK = "ok";
  static final String EXPIRING = "expiring";
  static final String EXPIRED = "expired";

  private static final Duration SOON = Duration.ofDays(7);

  /** The objects in a file. */
  static List<ItemStatus> of(String file, byte[] content, Instant at) {
    Collateral.Builder builder = new Collateral.Builder();
    if (builder.add(content) == 0) {
      return List.of();
    }
    Collateral bag = builder.build();
    List<ItemStatus> items = new ArrayList<>();
    for (Certificate c : bag.certificates()) {
      items.add(
          of("certificate", c.displayName(), file, c.notBefore(), Optional.of(c.notAfter()), at));
    }
    for (RevocationList list : bag.revocationLists()) {
      String issuer = list.issuerCommonName().orElse("an issuer without a name");
      items.add(of("revocation_list", issuer, file, list.thisUpdate(), list.nextUpdate(), at));
    }
    bag.documents().forEach(document -> items.add(of(document, file, at)));
    return items;
  }

  private static ItemStatus of(Document document, String file, Instant at) {
    Optional<JsonNode> tree = JsonText.object(document.content());
    JsonNode info = tree.map(t -> t.path("tcbInfo")).filter(JsonNode::isObject).orElse(null);
    JsonNode identity =
        tree.map(t -> t.path("enclaveIdentity")).filter(JsonNode::isObject).orElse(null);
    if (info != null) {
      String subject =
          info.path("id").asText("SGX")
              + " "
              + info.path("fmspc").asText("").toLowerCase(Locale.ROOT);
      return signed("tcb_info", subject, file, info, at);
    }
    return identity != null
        ? signed("qe_identity", identity.path("id").asText(""), file, identity, at)
        : new ItemStatus("document", document.sha256().substring(0, 16), file, "", "", 0, OK);
  }

  private static ItemStatus signed(
      String kind, String subject, String file, JsonNode body, Instant at) {
    try {
      return of(
          kind,
          subject,
          file,
          Instant.parse(body.path("issueDate").asText("")),
          Optional.of(Instant.parse(body.path("nextUpdate").asText(""))),
          at);
    } catch (DateTimeException malformed) {
      return new ItemStatus(kind, subject, file, "", "", 0, EXPIRED);
    }
  }

  private static ItemStatus of(
      String kind,
      String subject,
      String file,
      Instant issued,
      Optional<Instant> until,
      Instant at) {
    return new ItemStatus(
        kind,
        subject,
        file,
        issued.toString(),
        until.map(Instant::toString).orElse(""),
        Math.max(0, Duration.between(issued, at).toSeconds()),
        until.map(end -> state(issued, end, at)).orElse(EXPIRED));
  }

  /** Expiring: less than a fifth of its time is left, and less than a week. */
  private static String state(Instant issued, Instant until, Instant at) {
    if (at.isAfter(until)) {
      return EXPIRED;
    }
    Duration left = Duration.between(at, until);
    Duration fifth = Duration.between(issued, until).dividedBy(5);
    return left.compareTo(fifth) < 0 && left.compareTo(SOON) < 0 ? EXPIRING : OK;
  }
}
