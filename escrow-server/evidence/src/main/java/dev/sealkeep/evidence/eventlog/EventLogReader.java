package dev.sealkeep.evidence.eventlog;

import dev.sealkeep.evidence.ByteCursor;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads the two forms of a log, little-endian throughout. */
final class EventLogReader {
  private static final byte[] SPEC_ID = "Spec ID Event03\0".getBytes(StandardCharsets.US_ASCII);
  private static final String LEGACY = "SHA-1 TCG 1.2 (legacy)";
  private static final int MAX_ALGORITHMS = 8;
  private static final int MAX_DIGEST_BYTES = 64;
  private static final int MAX_REGISTER = 23;
  private static final long NO_REGISTER = 0xFFFF_FFFFL;

  private final byte[] bytes;
  private final List<LoggedEvent> events = new ArrayList<>();
  private final Map<Integer, Integer> digestSizes = new LinkedHashMap<>();
  private String spec = LEGACY;
  private boolean agile;
  private int position;

  private EventLogReader(byte[] bytes) {
    this.bytes = bytes;
  }

  static boolean isRecognised(byte[] bytes) {
    ByteCursor cursor = ByteCursor.littleEndian(bytes, 0);
    long register = cursor.u32();
    long type = cursor.u32();
    cursor.bytes(TcgHash.SHA1.size());
    long size = cursor.u32();
    return cursor.isWhole()
        && register <= MAX_REGISTER
        && EventType.ofId(type).isPresent()
        && size > 0
        && size <= cursor.remaining();
  }

  /** The header's data begins behind register, type, digest and size. */
  static boolean isCryptoAgile(byte[] bytes) {
    int start = 3 * Integer.BYTES + TcgHash.SHA1.size();
    return isRecognised(bytes)
        && bytes.length >= start + SPEC_ID.length
        && Arrays.equals(bytes, start, start + SPEC_ID.length, SPEC_ID, 0, SPEC_ID.length);
  }

  static Parsed<EventLog> parse(byte[] bytes) {
    if (bytes.length > EventLog.MAX_BYTES) {
      return new Parsed.Refused<>(
          EventLogReason.LOG_OVERSIZED.because("The log has " + bytes.length + " bytes."));
    }
    EventLogReader reader = new EventLogReader(bytes);
    Optional<Reason> fault = reader.read();
    return fault
        .<Parsed<EventLog>>map(Parsed.Refused::new)
        .orElseGet(() -> new Parsed.Accepted<>(reader.log()));
  }

  private EventLog log() {
    return new EventLog(
        spec,
        digestSizes.keySet().stream()
            .flatMap(id -> TcgHash.ofId(id).stream())
            .collect(Collectors.toSet()),
        events,
        position,
        bytes.length);
  }

  private Optional<Reason> read() {
    Optional<Reason> fault = header();
    while (fault.isEmpty() && position < bytes.length) {
      if (isPadding(position)) {
        return Optional.empty();
      }
      if (isTrailer()) {
        return trailer();
      }
      if (events.size() >= EventLog.MAX_EVENTS) {
        return Optional.of(EventLogReason.LOG_TOO_MANY_EVENTS.plain());
      }
      fault = event();
    }
    return fault;
  }

  /** The crypto-agile form is announced by a first record in the older one. */
  private Optional<Reason> header() {
    ByteCursor record = ByteCursor.littleEndian(bytes, 0);
    record.u32();
    boolean noAction = record.u32() == EventType.EV_NO_ACTION.id();
    record.bytes(TcgHash.SHA1.size());
    byte[] data = record.bytes(record.u32());
    if (!record.isWhole()) {
      return Optional.of(EventLogReason.HEADER_MALFORMED.plain());
    }
    if (!noAction || !startsWith(data, SPEC_ID)) {
      digestSizes.put(TcgHash.SHA1.id(), TcgHash.SHA1.size());
      return Optional.empty();
    }
    agile = true;
    position = record.position();
    return specification(ByteCursor.littleEndian(data, SPEC_ID.length));
  }

  /**
   * TCG_EfiSpecIDEvent: class u32, minor, major, errata, uintn size u8, algorithms, vendor data.
   */
  private Optional<Reason> specification(ByteCursor data) {
    data.u32();
    data.u16();
    int errata = data.u8();
    data.u8();
    long count = data.u32();
    if (count == 0 || count > MAX_ALGORITHMS) {
      return Optional.of(
          EventLogReason.HEADER_MALFORMED.because("The header names " + count + " algorithms."));
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int id = data.u16();
      int size = data.u16();
      Optional<TcgHash> hash = TcgHash.ofId(id);
      boolean plausible =
          size > 0 && size <= MAX_DIGEST_BYTES && hash.map(h -> h.size() == size).orElse(true);
      if (!plausible || digestSizes.put(id, size) != null) {
        return Optional.of(
            EventLogReason.HEADER_MALFORMED.because(
                "Algorithm 0x%04x has a digest of %d bytes, or is named twice."
                    .formatted(id, size)));
      }
      names.add("'" + hash.map(TcgHash::bank).orElse("0x" + Integer.toHexString(id)) + "'");
    }
    data.bytes(data.u8());
    spec = "Spec ID Event03 errata %d, algs [%s]".formatted(errata, String.join(", ", names));
    return data.isAtEnd()
        ? Optional.empty()
        : Optional.of(
            EventLogReason.HEADER_MALFORMED.because("The header's fields do not fill it."));
  }

  private Optional<Reason> event() {
    ByteCursor cursor = ByteCursor.littleEndian(bytes, position);
    long register = cursor.u32();
    long type = cursor.u32();
    Map<TcgHash, byte[]> digests = new EnumMap<>(TcgHash.class);
    Optional<Reason> fault = agile ? agileDigests(cursor, digests) : legacy(cursor, digests);
    byte[] data = cursor.bytes(cursor.u32());
    if (fault.isPresent()) {
      return fault;
    }
    if (!cursor.isWhole()) {
      return Optional.of(EventLogReason.EVENT_TRUNCATED.because(at()));
    }
    if (register > MAX_REGISTER) {
      return Optional.of(
          EventLogReason.EVENT_REGISTER_INVALID.because(
              at() + " It is of register " + register + "."));
    }
    events.add(new LoggedEvent((int) register, type, digests, data));
    position = cursor.position();
    return Optional.empty();
  }

  private static Optional<Reason> legacy(ByteCursor cursor, Map<TcgHash, byte[]> digests) {
    digests.put(TcgHash.SHA1, cursor.bytes(TcgHash.SHA1.size()));
    return Optional.empty();
  }

  /** Every event has one digest of each algorithm that the header names. */
  private Optional<Reason> agileDigests(ByteCursor cursor, Map<TcgHash, byte[]> digests) {
    long count = cursor.u32();
    if (!cursor.isWhole()) {
      return Optional.empty();
    }
    List<Integer> seen = new ArrayList<>();
    if (count == digestSizes.size()) {
      for (int i = 0; i < count; i++) {
        int id = cursor.u16();
        seen.add(id);
        byte[] digest = cursor.bytes(digestSizes.getOrDefault(id, 0));
        TcgHash.ofId(id).ifPresent(hash -> digests.put(hash, digest));
      }
    }
    boolean complete =
        digestSizes.keySet().containsAll(seen) && seen.containsAll(digestSizes.keySet());
    return complete || !cursor.isWhole()
        ? Optional.empty()
        : Optional.of(EventLogReason.EVENT_DIGESTS_INVALID.because(at()));
  }

  private String at() {
    return "Event %d, at byte %d, cannot be read.".formatted(events.size() + 1, position);
  }

  /** Firmware gives the log's whole area, whose rest is all ones or all zeros. */
  private boolean isPadding(int from) {
    byte fill = bytes[from];
    if (fill != 0 && fill != (byte) 0xFF) {
      return false;
    }
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] != fill) {
        return false;
      }
    }
    return true;
  }

  /** Windows appends records of no register, EV_NO_ACTION, that are measured nowhere. */
  private boolean isTrailer() {
    ByteCursor cursor = ByteCursor.littleEndian(bytes, position);
    return cursor.u32() == NO_REGISTER && cursor.u32() == EventType.EV_NO_ACTION.id();
  }

  private Optional<Reason> trailer() {
    int end = position;
    while (end < bytes.length && !isPadding(end)) {
      ByteCursor cursor = ByteCursor.littleEndian(bytes, end);
      boolean wellFormed =
          cursor.u32() == NO_REGISTER && cursor.u32() == EventType.EV_NO_ACTION.id();
      Optional<Reason> fault =
          agile
              ? agileDigests(cursor, new EnumMap<>(TcgHash.class))
              : legacy(cursor, new EnumMap<>(TcgHash.class));
      cursor.bytes(cursor.u32());
      if (!wellFormed || !cursor.isWhole() || fault.isPresent()) {
        return Optional.of(
            EventLogReason.TRAILER_MALFORMED.because(
                "The bytes from %d on are no trailer.".formatted(end)));
      }
      end = cursor.position();
    }
    return Optional.empty();
  }

  private static boolean startsWith(byte[] data, byte[] start) {
    return data.length >= start.length
        && Arrays.equals(data, 0, start.length, start, 0, start.length);
  }
}
