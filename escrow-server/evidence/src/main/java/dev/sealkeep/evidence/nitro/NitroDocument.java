package dev.sealkeep.evidence.nitro;

import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.cose.CborReader;
import dev.sealkeep.evidence.cose.CborValue;
import dev.sealkeep.evidence.cose.CoseAlgorithm;
import dev.sealkeep.evidence.cose.CoseSign1;
import dev.sealkeep.evidence.x509.Certificate;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An attestation document: a COSE_Sign1 with ES384 whose payload is a map of named fields. Bounds
 * are those of AWS's specification (aws-nitro-enclaves-nsm-api, attestation process, section 3.1);
 * fields that it does not name are left alone.
 *
 * @param message the signed message
 * @param moduleId which Nitro Security Module made it, 1 to 128 printable ASCII characters
 * @param timestamp when it was made, in milliseconds since 1970
 * @param pcrs the registers by number, 0 to 31; each 32, 48 or 64 bytes
 * @param certificate the certificate that signed, DER
 * @param caBundle the authorities above it, the root first, DER
 * @param publicKey what the enclave put there, 1 to 1024 bytes
 * @param userData what the enclave put there, at most 1024 bytes
 * @param nonce what the enclave put there, at most 1024 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // raw octets, never compared by equals
record NitroDocument(
    CoseSign1 message,
    String moduleId,
    long timestamp,
    SortedMap<Integer, byte[]> pcrs,
    byte[] certificate,
    List<byte[]> caBundle,
    Optional<byte[]> publicKey,
    Optional<byte[]> userData,
    Optional<byte[]> nonce) {
  /** The longest document that is read: the module's answers have at most 12 KiB. */
  static final int MAX_BYTES = 16 * 1024;

  /** The one digest that the module uses. */
  static final String DIGEST = "SHA384";

  private static final String MARK = "module_id";
  private static final int MAX_MODULE_ID = 128;
  private static final int MAX_PCR = 31;
  private static final Set<Integer> PCR_BYTES = Set.of(32, 48, 64);
  private static final int MAX_CERTIFICATE_BYTES = 1024;
  private static final int MAX_AUTHORITIES = 8;
  private static final int MAX_FIELD_BYTES = 1024;

  // 9999-12-31T23:59:59.999Z; a later time cannot be in a certificate's validity either.
  private static final long MAX_TIMESTAMP = 253_402_300_799_999L;

  NitroDocument {
    pcrs = Collections.unmodifiableSortedMap(new TreeMap<>(pcrs));
    caBundle = List.copyOf(caBundle);
  }

  /** Whether bytes look like a document, by their first bytes and a field's name. */
  static boolean isRecognised(byte[] blob) {
    return blob.length <= MAX_BYTES
        && CoseSign1.isRecognised(blob)
        && new String(blob, StandardCharsets.ISO_8859_1).contains(MARK);
  }

  /** Reads a document. */
  static Parsed<NitroDocument> parse(byte[] blob) {
    if (blob.length > MAX_BYTES) {
      return refused(
          NitroReason.DOCUMENT_TOO_LARGE, blob.length + " bytes; at most " + MAX_BYTES + ".");
    }
    Optional<CoseSign1> message = CoseSign1.parse(blob);
    if (message.isEmpty()) {
      return refused(NitroReason.DOCUMENT_MALFORMED, "The bytes are no COSE_Sign1 message.");
    }
    if (!message.get().algorithm().equals(Optional.of(CoseAlgorithm.ES384))) {
      return new Parsed.Refused<>(NitroReason.DOCUMENT_ALGORITHM_UNSUPPORTED.plain());
    }
    Optional<CborValue.Entries> payload =
        CborReader.read(message.get().payload()).flatMap(CborValue::map);
    return payload.isEmpty()
        ? refused(NitroReason.DOCUMENT_MALFORMED, "The payload is no map.")
        : ofPayload(message.get(), payload.get());
  }

  /** The certificate in a message's payload, whatever else is in it. */
  static Optional<Certificate> certificate(CoseSign1 message) {
    return CborReader.read(message.payload())
        .flatMap(CborValue::map)
        .flatMap(payload -> payload.get("certificate"))
        .flatMap(CborValue::octets)
        .flatMap(Certificate::parse);
  }

  private static Parsed<NitroDocument> ofPayload(CoseSign1 message, CborValue.Entries payload) {
    Fields fields = new Fields(payload);
    String moduleId = fields.moduleId();
    fields.checkDigest();
    long timestamp = fields.timestamp();
    SortedMap<Integer, byte[]> pcrs = fields.pcrs();
    byte[] certificate = fields.certificate();
    List<byte[]> authorities = fields.authorities();
    Optional<byte[]> publicKey = fields.optional("public_key", 1);
    Optional<byte[]> userData = fields.optional("user_data", 0);
    Optional<byte[]> nonce = fields.optional("nonce", 0);
    return fields.faulty.isEmpty()
        ? new Parsed.Accepted<>(
            new NitroDocument(
                message,
                moduleId,
                timestamp,
                pcrs,
                certificate,
                authorities,
                publicKey,
                userData,
                nonce))
        : refused(
            NitroReason.DOCUMENT_MALFORMED,
            "Missing, or out of bounds: " + String.join(", ", fields.faulty) + ".");
  }

  private static Parsed<NitroDocument> refused(NitroReason reason, String detail) {
    return new Parsed.Refused<>(reason.because(detail));
  }

  /** Picks the fields out of a payload and notes those that are faulty. */
  private static final class Fields {
    private static final byte[] NONE = {};

    private final CborValue.Entries payload;
    private final List<String> faulty = new ArrayList<>();

    Fields(CborValue.Entries payload) {
      this.payload = payload;
    }

    private <T> T required(String name, Optional<T> value, T instead) {
      if (value.isEmpty()) {
        faulty.add(name);
      }
      return value.orElse(instead);
    }

    String moduleId() {
      Optional<String> id =
          payload.get(MARK).flatMap(CborValue::text).filter(Fields::isPrintableAscii);
      return required(MARK, id, "");
    }

    private static boolean isPrintableAscii(String text) {
      return !text.isEmpty()
          && text.length() <= MAX_MODULE_ID
          && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    void checkDigest() {
      required("digest", payload.get("digest").flatMap(CborValue::text).filter(DIGEST::equals), "");
    }

    long timestamp() {
      Optional<Long> millis =
          payload
              .get("timestamp")
              .flatMap(CborValue::integer)
              .filter(t -> t > 0 && t <= MAX_TIMESTAMP);
      return required("timestamp", millis, 0L);
    }

    SortedMap<Integer, byte[]> pcrs() {
      SortedMap<Integer, byte[]> pcrs = new TreeMap<>();
      Map<CborValue, CborValue> entries =
          payload
              .get("pcrs")
              .flatMap(CborValue::map)
              .map(CborValue.Entries::entries)
              .orElse(Map.of());
      boolean good = !entries.isEmpty();
      for (Map.Entry<CborValue, CborValue> entry : entries.entrySet()) {
        Optional<Long> number = entry.getKey().integer().filter(n -> n >= 0 && n <= MAX_PCR);
        Optional<byte[]> value =
            entry.getValue().octets().filter(v -> PCR_BYTES.contains(v.length));
        if (number.isEmpty() || value.isEmpty()) {
          good = false;
        } else {
          pcrs.put(number.get().intValue(), value.get());
        }
      }
      return required("pcrs", good ? Optional.of(pcrs) : Optional.empty(), pcrs);
    }

    byte[] certificate() {
      return required(
          "certificate", payload.get("certificate").flatMap(Fields::certificateBytes), NONE);
    }

    private static Optional<byte[]> certificateBytes(CborValue value) {
      return value.octets().filter(c -> c.length > 0 && c.length <= MAX_CERTIFICATE_BYTES);
    }

    List<byte[]> authorities() {
      List<CborValue> elements =
          payload.get("cabundle").flatMap(CborValue::elements).orElse(List.of());
      List<byte[]> authorities =
          elements.stream().flatMap(e -> certificateBytes(e).stream()).toList();
      boolean good =
          !elements.isEmpty()
              && elements.size() <= MAX_AUTHORITIES
              && authorities.size() == elements.size();
      return required("cabundle", good ? Optional.of(authorities) : Optional.empty(), List.of());
    }

    Optional<byte[]> optional(String name, int min) {
      Optional<CborValue> value = payload.get(name).filter(v -> !(v instanceof CborValue.Null));
      if (value.isEmpty()) {
        return Optional.empty();
      }
      Optional<byte[]> octets =
          value
              .flatMap(CborValue::octets)
              .filter(o -> o.length >= min && o.length <= MAX_FIELD_BYTES);
      required(name, octets, NONE);
      return octets;
    }
  }

  /** When the document was made. */
  Instant madeAt() {
    return Instant.ofEpochMilli(timestamp);
  }

  /**
   * Whether the enclave runs in debug mode, in which the registers of its image are zero; empty if
   * the document lacks one of them.
   */
  Optional<Boolean> debug() {
    if (!pcrs.keySet().containsAll(Set.of(0, 1, 2))) {
      return Optional.empty();
    }
    return Optional.of(isZero(0) && isZero(1) && isZero(2));
  }

  /** Whether a register that is there has its initial value. */
  boolean isZero(int register) {
    for (byte octet : pcrs.getOrDefault(register, new byte[0])) {
      if (octet != 0) {
        return false;
      }
    }
    return true;
  }
}
