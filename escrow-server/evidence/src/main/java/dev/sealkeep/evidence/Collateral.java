package dev.sealkeep.evidence;

import dev.sealkeep.evidence.x509.BarePublicKey;
import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.evidence.x509.RevocationList;
import dev.sealkeep.evidence.x509.X509Objects;
import dev.sealkeep.evidence.x509.X509Text;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A bag of candidate certificates, revocation lists, public keys and JSON documents. None of them
 * is trusted: a verifier picks those that fit and checks every signature up to a pinned root.
 */
public final class Collateral {
  /** The number of objects a bag holds at most; what comes after is left out and counted. */
  public static final int MAX_OBJECTS = 4096;

  private static final Collateral NONE = new Builder().build();

  private final List<Certificate> certificates;
  private final List<RevocationList> revocationLists;
  private final List<BarePublicKey> publicKeys;
  private final List<Document> documents;
  private final int leftOut;
  private final String digest;

  private Collateral(
      List<Certificate> certificates,
      List<RevocationList> revocationLists,
      List<BarePublicKey> publicKeys,
      List<Document> documents,
      int leftOut) {
    this.certificates = List.copyOf(certificates);
    this.revocationLists = List.copyOf(revocationLists);
    this.publicKeys = List.copyOf(publicKeys);
    this.documents = List.copyOf(documents);
    this.leftOut = leftOut;
    MessageDigest sha256 = Certificate.sha256Digest();
    this.certificates.forEach(c -> sha256.update(c.sha256().getBytes(StandardCharsets.US_ASCII)));
    this.revocationLists.forEach(
        c -> sha256.update(c.sha256().getBytes(StandardCharsets.US_ASCII)));
    this.publicKeys.forEach(k -> sha256.update(k.spkiSha256().getBytes(StandardCharsets.US_ASCII)));
    this.documents.forEach(d -> sha256.update(d.sha256().getBytes(StandardCharsets.US_ASCII)));
    this.digest = HexFormat.of().formatHex(sha256.digest());
  }

  /** A bag with nothing in it. */
  public static Collateral none() {
    return NONE;
  }

  /** A bag of the objects recognised in some blobs; see {@link Builder#add}. */
  public static Collateral of(List<byte[]> blobs) {
    Builder builder = new Builder();
    blobs.forEach(builder::add);
    return builder.build();
  }

  /** The certificates, in the order they were added, without duplicates. */
  public List<Certificate> certificates() {
    return certificates;
  }

  /** The revocation lists, in the order they were added, without duplicates. */
  public List<RevocationList> revocationLists() {
    return revocationLists;
  }

  /** The public keys without a certificate, in the order they were added, without duplicates. */
  public List<BarePublicKey> publicKeys() {
    return publicKeys;
  }

  /** The documents, in the order they were added, without duplicates. */
  public List<Document> documents() {
    return documents;
  }

  /** How many objects found no room; 0 unless the bag is full. */
  public int leftOut() {
    return leftOut;
  }

  /** An identity of the content: equal bags have equal digests. 64 lower-case hex digits. */
  public String digest() {
    return digest;
  }

  /** Whether nothing was recognised. */
  public boolean isEmpty() {
    return certificates.isEmpty()
        && revocationLists.isEmpty()
        && publicKeys.isEmpty()
        && documents.isEmpty();
  }

  /** The objects of both bags. */
  public Collateral plus(Collateral other) {
    Builder builder = new Builder();
    builder.addAll(this);
    builder.addAll(other);
    return builder.build();
  }

  /** Gathers a bag. Not safe for use by several threads. */
  public static final class Builder {
    private final Map<String, Certificate> certificates = new LinkedHashMap<>();
    private final Map<String, RevocationList> revocationLists = new LinkedHashMap<>();
    private final Map<String, BarePublicKey> publicKeys = new LinkedHashMap<>();
    private final Map<String, Document> documents = new LinkedHashMap<>();
    private int leftOut;

    /**
     * Recognises objects by content and adds them: one DER certificate, revocation list or public
     * key, any number of PEM blocks of these with any text between them, or what begins like a JSON
     * object. An object's text values that are certificates or revocation lists, in PEM,
     * percent-encoded PEM, hexadecimal or base64, are added too.
     *
     * @return how many objects were recognised, with room for them or without; 0 for bytes that
     *     hold none
     */
    public int add(byte[] blob) {
      int before = size();
      List<X509Objects.Item> items = X509Objects.recognise(blob);
      items.forEach(this::add);
      if (!items.isEmpty()) {
        return items.size();
      }
      if (!JsonText.startsLikeObject(blob) || blob.length > Document.MAX_BYTES) {
        return 0;
      }
      JsonText.object(blob).stream()
          .flatMap(tree -> JsonText.texts(tree).stream())
          .flatMap(text -> X509Text.recognise(text).stream())
          .forEach(this::add);
      // One that is broken is kept too: whoever needs it can then say that it is broken.
      add(new Document(blob));
      return Math.max(1, size() - before);
    }

    private int size() {
      return certificates.size() + revocationLists.size() + publicKeys.size() + documents.size();
    }

    private void add(Document document) {
      add(documents, document.sha256(), document);
    }

    private void add(X509Objects.Item item) {
      switch (item) {
        case Certificate c -> add(certificates, c.sha256(), c);
        case RevocationList r -> add(revocationLists, r.sha256(), r);
        case BarePublicKey k -> add(publicKeys, k.spkiSha256(), k);
      }
    }

    private <T> void add(Map<String, T> objects, String digest, T object) {
      if (size() < MAX_OBJECTS) {
        objects.putIfAbsent(digest, object);
      } else if (!objects.containsKey(digest)) {
        leftOut++;
      }
    }

    /**
     * Adds the objects of another bag.
     *
     * @return how many it holds
     */
    public int addAll(Collateral other) {
      other.certificates().forEach(this::add);
      other.revocationLists().forEach(this::add);
      other.publicKeys().forEach(this::add);
      other.documents().forEach(this::add);
      leftOut += other.leftOut();
      return other.certificates().size()
          + other.revocationLists().size()
          + other.publicKeys().size()
          + other.documents().size();
    }

    /** The bag. */
    public Collateral build() {
      return new Collateral(
          List.copyOf(certificates.values()),
          List.copyOf(revocationLists.values()),
          List.copyOf(publicKeys.values()),
          List.copyOf(documents.values()),
          leftOut);
    }
  }
}
