package dev.sealkeep.evidence.cca;

import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.cose.CborReader;
import dev.sealkeep.evidence.cose.CborValue;
import dev.sealkeep.evidence.cose.CoseSign1;
import java.util.List;
import java.util.Optional;

/**
 * The two signed parts of a token. Both forms of the collection are read: tag 399 with the parts as
 * they are (draft-ffm-rats-cca-token-00), and tag 907 with each part in a record of content format
 * 263, application/eat+cwt (later drafts).
 */
record CcaToken(CoseSign1 platform, CoseSign1 realm) {
  /** The longest token that is read, in bytes. */
  static final int MAX_BYTES = 16 * 1024;

  private static final long TAG_PLAIN = 399;
  private static final long TAG_RECORDS = 907;
  private static final long PLATFORM = 44234;
  private static final long REALM = 44241;
  private static final Optional<Long> EAT_CWT = Optional.of(263L);

  /** Whether bytes start with one of the two tags. */
  static boolean isRecognised(byte[] blob) {
    return blob.length > 3
        && blob[0] == (byte) 0xd9
        && List.of(TAG_PLAIN, TAG_RECORDS)
            .contains((long) (Byte.toUnsignedInt(blob[1]) << 8 | Byte.toUnsignedInt(blob[2])));
  }

  /** Reads a token. */
  static Parsed<CcaToken> parse(byte[] blob) {
    if (blob.length > MAX_BYTES) {
      return new Parsed.Refused<>(
          CcaReason.TOKEN_TOO_LARGE.because(blob.length + " bytes; at most " + MAX_BYTES + "."));
    }
    return CborReader.read(blob)
        .flatMap(CcaToken::of)
        .<Parsed<CcaToken>>map(Parsed.Accepted::new)
        .orElseGet(() -> new Parsed.Refused<>(CcaReason.TOKEN_MALFORMED.plain()));
  }

  private static Optional<CcaToken> of(CborValue item) {
    if (!(item instanceof CborValue.Tagged(long tag, CborValue.Entries parts))
        || (tag != TAG_PLAIN && tag != TAG_RECORDS)) {
      return Optional.empty();
    }
    Optional<CoseSign1> platform = part(parts, PLATFORM, tag == TAG_RECORDS);
    Optional<CoseSign1> realm = part(parts, REALM, tag == TAG_RECORDS);
    return platform.flatMap(p -> realm.map(r -> new CcaToken(p, r)));
  }

  private static Optional<CoseSign1> part(CborValue.Entries parts, long key, boolean inRecord) {
    Optional<CborValue> part = parts.get(key);
    return (inRecord ? part.flatMap(CcaToken::recordContent) : part)
        .flatMap(CborValue::octets)
        .flatMap(CoseSign1::parse);
  }

  private static Optional<CborValue> recordContent(CborValue item) {
    return item.elements()
        .filter(r -> r.size() == 2 && r.getFirst().integer().equals(EAT_CWT))
        .map(r -> r.get(1));
  }
}
