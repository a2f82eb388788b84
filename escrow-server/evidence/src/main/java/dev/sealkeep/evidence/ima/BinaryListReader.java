package dev.sealkeep.evidence.ima;

import dev.sealkeep.evidence.ByteCursor;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.eventlog.TcgHash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The binary form: register u32, template digest, length u32 and name of the template, length u32
 * and data of the entry, each value of them behind its length u32. The first template has no length
 * of the data and none of its digest. Little-endian, as of machines of this order and of others
 * with {@code ima_canonical_fmt}.
 */
final class BinaryListReader {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9|-]*");
  private static final int MAX_REGISTER = 23;
  private static final int ORIGINAL_DIGEST_BYTES = 20;

  private final TcgHash hash;
  private final ByteCursor cursor;
  private final List<MeasuredEntry> entries = new ArrayList<>();

  private BinaryListReader(byte[] bytes, TcgHash hash) {
    this.cursor = ByteCursor.littleEndian(bytes, 0);
    this.hash = hash;
  }

  static boolean isRecognised(byte[] bytes) {
    return hash(bytes).isPresent();
  }

  /** The hash of the template digests, told by where the first entry's template has its name. */
  private static Optional<TcgHash> hash(byte[] bytes) {
    for (TcgHash hash : TcgHash.values()) {
      ByteCursor cursor = ByteCursor.littleEndian(bytes, 0);
      long register = cursor.u32();
      cursor.bytes(hash.size());
      long length = cursor.u32();
      if (register <= MAX_REGISTER
          && length <= Template.MAX_NAME
          && NAME.matcher(name(cursor.bytes(length))).matches()) {
        return Optional.of(hash);
      }
    }
    return Optional.empty();
  }

  static Parsed<MeasurementList> parse(byte[] bytes) {
    BinaryListReader reader = new BinaryListReader(bytes, hash(bytes).orElse(TcgHash.SHA1));
    Optional<Reason> fault = reader.read();
    return fault
        .<Parsed<MeasurementList>>map(Parsed.Refused::new)
        .orElseGet(
            () ->
                new Parsed.Accepted<>(
                    new MeasurementList(MeasurementList.Form.BINARY, reader.entries)));
  }

  private Optional<Reason> read() {
    while (cursor.remaining() > 0) {
      if (entries.size() == MeasurementList.MAX_ENTRIES) {
        return Optional.of(ImaReason.LIST_TOO_MANY_ENTRIES.plain());
      }
      switch (entry("Entry %d, at byte %d.".formatted(entries.size() + 1, cursor.position()))) {
        case Parsed.Refused<MeasuredEntry>(Reason reason) -> {
          return Optional.of(reason);
        }
        case Parsed.Accepted<MeasuredEntry>(MeasuredEntry entry) -> entries.add(entry);
      }
    }
    return Optional.empty();
  }

  private Parsed<MeasuredEntry> entry(String place) {
    long register = cursor.u32();
    byte[] logged = cursor.bytes(hash.size());
    String name = name(cursor.bytes(cursor.u32()));
    if (!cursor.isWhole()) {
      return new Parsed.Refused<>(ImaReason.ENTRY_TRUNCATED.at(place));
    }
    Optional<Template> template = Template.ofName(name);
    if (template.isEmpty()) {
      return new Parsed.Refused<>(ImaReason.TEMPLATE_UNSUPPORTED.at(place));
    }
    List<byte[]> values =
        template.get().isOriginal()
            ? List.of(cursor.bytes(ORIGINAL_DIGEST_BYTES), cursor.bytes(cursor.u32()))
            : values(cursor.bytes(cursor.u32()), template.get());
    return cursor.isWhole()
        ? MeasuredEntry.checked(register, logged, template.get(), values, hash, place)
        : new Parsed.Refused<>(ImaReason.ENTRY_TRUNCATED.at(place));
  }

  /** The values that fill the data; none if they do not. */
  private static List<byte[]> values(byte[] data, Template template) {
    ByteCursor fields = ByteCursor.littleEndian(data, 0);
    List<byte[]> values = new ArrayList<>();
    for (int i = 0; i < template.fields().size(); i++) {
      values.add(fields.bytes(fields.u32()));
    }
    return fields.isAtEnd() ? values : List.of();
  }

  private static String name(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
