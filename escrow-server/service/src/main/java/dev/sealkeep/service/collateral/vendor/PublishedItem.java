package dev.sealkeep.service.collateral.vendor;

import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.evidence.Document;
import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.evidence.x509.RevocationList;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An item as a vendor published it, held against what was asked for: of its kind, about its
 * subject, and nothing besides. Candidates for verifiers, not trusted. Immutable.
 */
public final class PublishedItem {
  /** The longest header with an issuer's chain that is taken, in characters. */
  public static final int MAX_CHAIN_CHARS = 16 * 1024;

  private static final int MAX_CHAIN_BYTES = 64 * 1024;
  private static final Pattern HEADER = Pattern.compile("[!-~]+");
  private static final Pattern MEDIA_TYPE = Pattern.compile("[!-~][ -~]{0,99}");
  private static final Pattern HEXADECIMAL = Pattern.compile("(?:[0-9A-Fa-f]{2})+\\s*");

  private final CollateralId id;
  private final Received received;
  private final Instant fetched;
  private final Validity validity;
  private final Source source;
  private final Collateral collateral;
  private final String version;

  /** Where an item came from. */
  public enum Source {
    /** A directory of the configuration. */
    BUNDLE,
    /** The database. */
    CACHE,
    /** The vendor, just now. */
    VENDOR
  }

  /**
   * What was received, before it is looked at.
   *
   * @param body the bytes
   * @param contentType the media type, or an empty text
   * @param issuerChain the header with the issuer's certificates, percent-encoded PEM; or an empty
   *     text
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes of a message; never compared by equals
  public record Received(byte[] body, String contentType, String issuerChain) {}

  private PublishedItem(
      CollateralId id,
      Received received,
      Instant fetched,
      Validity validity,
      Source source,
      Collateral collateral) {
    this.id = id;
    this.received = received;
    this.fetched = fetched;
    this.validity = validity;
    this.source = source;
    this.collateral = collateral;
    MessageDigest sha256 = Certificate.sha256Digest();
    sha256.update(received.issuerChain().getBytes(StandardCharsets.US_ASCII));
    sha256.update((byte) 0);
    this.version = HexFormat.of().formatHex(sha256.digest(received.body()));
  }

  /**
   * Reads an item.
   *
   * @param fetched when it was received from the vendor
   * @return empty if it is anything else than the item that was asked for
   */
  public static Optional<PublishedItem> parse(
      CollateralId id, Received received, Instant fetched, Source source) {
    if (received.body().length > maxBytes(id)) {
      return Optional.empty();
    }
    Received plain = withoutHexadecimal(id, received);
    Collateral.Builder builder = new Collateral.Builder();
    if (builder.add(plain.body()) != objects(id)) {
      return Optional.empty();
    }
    boolean chained = plain.issuerChain().isEmpty() ? !needsChain(id) : addChain(builder, plain);
    if (!chained) {
      return Optional.empty();
    }
    Received kept =
        MEDIA_TYPE.matcher(plain.contentType()).matches()
            ? plain
            : new Received(plain.body(), mediaType(id), plain.issuerChain());
    Collateral collateral = builder.build();
    return ItemContent.find(id, collateral)
        .map(validity -> new PublishedItem(id, kept, fetched, validity, source, collateral));
  }

  /** The most bytes that are read as an item. */
  public static int maxBytes(CollateralId id) {
    return switch (id) {
      case CollateralId.AmdVcek vcek -> Certificate.MAX_BYTES;
      case CollateralId.AmdChain chain -> MAX_CHAIN_BYTES;
      case CollateralId.AmdRevocationList list -> RevocationList.MAX_BYTES;
      case CollateralId.IntelPckRevocationList list -> RevocationList.MAX_BYTES;
      case CollateralId.IntelRootRevocationList list -> RevocationList.MAX_BYTES;
      case CollateralId.IntelTcbInfo info -> Document.MAX_BYTES;
      case CollateralId.IntelQeIdentity identity -> Document.MAX_BYTES;
    };
  }

  /** The header in which the vendor sends the certificates of an item's issuer. */
  public static Optional<String> chainHeader(CollateralId id) {
    return switch (id) {
      case CollateralId.IntelTcbInfo info -> Optional.of("TCB-Info-Issuer-Chain");
      case CollateralId.IntelQeIdentity identity ->
          Optional.of("SGX-Enclave-Identity-Issuer-Chain");
      case CollateralId.IntelPckRevocationList list -> Optional.of("SGX-PCK-CRL-Issuer-Chain");
      case CollateralId.IntelRootRevocationList list -> Optional.empty();
      case CollateralId.AmdVcek vcek -> Optional.empty();
      case CollateralId.AmdChain chain -> Optional.empty();
      case CollateralId.AmdRevocationList list -> Optional.empty();
    };
  }

  /** A document's signature cannot be checked without its issuer. */
  private static boolean needsChain(CollateralId id) {
    return id instanceof CollateralId.IntelTcbInfo || id instanceof CollateralId.IntelQeIdentity;
  }

  private static int objects(CollateralId id) {
    return id instanceof CollateralId.AmdChain ? 2 : 1;
  }

  private static String mediaType(CollateralId id) {
    return switch (id) {
      case CollateralId.AmdVcek vcek -> "application/pkix-cert";
      case CollateralId.AmdChain chain -> "application/x-pem-file";
      case CollateralId.AmdRevocationList list -> "application/pkix-crl";
      case CollateralId.IntelPckRevocationList list -> "application/pkix-crl";
      case CollateralId.IntelRootRevocationList list -> "application/pkix-crl";
      case CollateralId.IntelTcbInfo info -> "application/json";
      case CollateralId.IntelQeIdentity identity -> "application/json";
    };
  }

  /** A PCCS sends the root's list in hexadecimal. */
  private static Received withoutHexadecimal(CollateralId id, Received received) {
    if (!(id instanceof CollateralId.IntelRootRevocationList) || received.body().length == 0) {
      return received;
    }
    String text = new String(received.body(), StandardCharsets.ISO_8859_1);
    return HEXADECIMAL.matcher(text).matches()
        ? new Received(HexFormat.of().parseHex(text.strip()), mediaType(id), received.issuerChain())
        : received;
  }

  private static boolean addChain(Collateral.Builder builder, Received received) {
    String chain = received.issuerChain();
    if (chain.length() > MAX_CHAIN_CHARS || !HEADER.matcher(chain).matches()) {
      return false;
    }
    return pem(chain).filter(pem -> builder.add(pem) > 0).isPresent();
  }

  private static Optional<byte[]> pem(String percentEncoded) {
    try {
      String pem = URLDecoder.decode(percentEncoded, StandardCharsets.UTF_8);
      return Optional.of(pem.getBytes(StandardCharsets.UTF_8));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  /** Which item it is. */
  public CollateralId id() {
    return id;
  }

  /** The bytes as received. */
  public byte[] body() {
    return received.body().clone();
  }

  /** The media type that goes with the bytes. */
  public String contentType() {
    return received.contentType();
  }

  /** The header with the issuer's certificates; may be empty. */
  public String issuerChain() {
    return received.issuerChain();
  }

  /** The issuer's certificates in PEM; empty where the vendor sends none. */
  public Optional<byte[]> issuerChainPem() {
    return issuerChain().isEmpty() ? Optional.empty() : pem(issuerChain());
  }

  /** When it was received from the vendor. */
  public Instant fetched() {
    return fetched;
  }

  /** How long it is good. */
  public Validity validity() {
    return validity;
  }

  /** Where it came from. */
  public Source source() {
    return source;
  }

  /** What verifiers get: candidates. */
  public Collateral collateral() {
    return collateral;
  }

  /** An identity of the content, 64 lower-case hex digits. */
  public String version() {
    return version;
  }

  /** Its size in memory, about. */
  public int weight() {
    return 4 * received.body().length + received.issuerChain().length() + 1024;
  }

  @Override
  public String toString() {
    return "PublishedItem[" + VendorPaths.name(id) + ", until " + validity.until() + "]";
  }
}
