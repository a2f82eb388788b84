package dev.sealkeep.service.collateral.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.evidence.CollateralId.AmdKey;
import dev.sealkeep.evidence.CollateralId.IntelTee;
import dev.sealkeep.evidence.Document;
import dev.sealkeep.evidence.JsonText;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.snp.EndorsementKey;
import dev.sealkeep.evidence.snp.SigningKey;
import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.evidence.x509.RevocationList;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds an item among candidates by what they say of themselves. Checks no signature. */
public final class ItemContent {
  private static final Comparator<Validity> FRESHEST = Comparator.comparing(Validity::issued);

  private ItemContent() {}

  /** How long the bag's newest candidate for an item is good; empty if it has none. */
  public static Optional<Validity> find(CollateralId id, Collateral bag) {
    return switch (id) {
      case CollateralId.AmdVcek vcek -> vcek(vcek, bag);
      case CollateralId.AmdChain(AmdKey key, String product) -> chain(key, product, bag);
      case CollateralId.AmdRevocationList(AmdKey key, String product) ->
          list("ARK-" + product, bag);
      case CollateralId.IntelTcbInfo(IntelTee tee, String fmspc) ->
          documents(bag, "tcbInfo")
              .filter(info -> text(info, "fmspc").equalsIgnoreCase(fmspc))
              .filter(info -> text(info, "id").equals(tee.name()))
              .flatMap(ItemContent::validity)
              .max(FRESHEST);
      case CollateralId.IntelQeIdentity(IntelTee tee) ->
          documents(bag, "enclaveIdentity")
              .filter(identity -> text(identity, "id").equals(enclave(tee)))
              .flatMap(ItemContent::validity)
              .max(FRESHEST);
      case CollateralId.IntelPckRevocationList(String ca) ->
          list("Intel SGX PCK " + capitalised(ca) + " CA", bag);
      case CollateralId.IntelRootRevocationList() -> list("Intel SGX Root CA", bag);
    };
  }

  private static String enclave(IntelTee tee) {
    return switch (tee) {
      case SGX -> "QE";
      case TDX -> "TD_QE";
    };
  }

  private static String capitalised(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  private static Optional<Validity> vcek(CollateralId.AmdVcek id, Collateral bag) {
    return bag.certificates().stream()
        .filter(EndorsementKey::isClaimedBy)
        .flatMap(certificate -> key(certificate).stream())
        .filter(key -> isFor(key, id))
        .map(key -> validity(key.certificate()))
        .max(FRESHEST);
  }

  private static Optional<EndorsementKey> key(Certificate certificate) {
    return switch (EndorsementKey.parse(certificate)) {
      case Parsed.Accepted<EndorsementKey>(EndorsementKey key) -> Optional.of(key);
      case Parsed.Refused<EndorsementKey> refused -> Optional.empty();
    };
  }

  private static boolean isFor(EndorsementKey key, CollateralId.AmdVcek id) {
    return key.kind() == SigningKey.VCEK
        && key.issuerProduct().filter(p -> p.line().equals(id.product())).isPresent()
        && key.hardwareId().filter(id.hwId()::equals).isPresent()
        && Stream.of(id.tcb().split("&", -1))
            .map(level -> level.split("=", 2))
            .allMatch(
                level -> key.integers().getOrDefault(level[0], -1) == Integer.parseInt(level[1]));
  }

  private static Optional<Validity> chain(AmdKey key, String product, Collateral bag) {
    String authority =
        switch (key) {
          case VCEK -> "SEV-" + product;
          case VLEK -> "SEV-VLEK-" + product;
        };
    return named(authority, bag)
        .flatMap(
            issuer ->
                named("ARK-" + product, bag)
                    .map(root -> overlap(validity(issuer), validity(root))));
  }

  private static Validity overlap(Validity one, Validity other) {
    return new Validity(
        one.issued().isAfter(other.issued()) ? one.issued() : other.issued(),
        one.until().isBefore(other.until()) ? one.until() : other.until());
  }

  private static Optional<Certificate> named(String commonName, Collateral bag) {
    return bag.certificates().stream()
        .filter(c -> c.subjectCommonName().filter(commonName::equals).isPresent())
        .max(Comparator.comparing(Certificate::notAfter));
  }

  private static Validity validity(Certificate certificate) {
    return new Validity(certificate.notBefore(), certificate.notAfter());
  }

  /** A list without an end is never fresh, so it is not taken. */
  private static Optional<Validity> list(String issuer, Collateral bag) {
    return bag.revocationLists().stream()
        .filter(list -> list.issuerCommonName().filter(issuer::equals).isPresent())
        .flatMap(ItemContent::validity)
        .max(FRESHEST);
  }

  private static Stream<Validity> validity(RevocationList list) {
    return list.nextUpdate().map(end -> new Validity(list.thisUpdate(), end)).stream();
  }

  private static Stream<JsonNode> documents(Collateral bag, String member) {
    return bag.documents().stream()
        .map(Document::content)
        .flatMap(content -> JsonText.object(content).stream())
        .map(tree -> tree.path(member))
        .filter(JsonNode::isObject);
  }

  private static Stream<Validity> validity(JsonNode signed) {
    try {
      return Stream.of(
          new Validity(
              Instant.parse(text(signed, "issueDate")), Instant.parse(text(signed, "nextUpdate"))));
    } catch (DateTimeParseException none) {
      return Stream.empty();
    }
  }

  private static String text(JsonNode node, String member) {
    return node.path(member).asText("");
  }
}
