package dev.sealkeep.protocol.message;

import static dev.sealkeep.protocol.message.MessageLimits.AUXILIARY_BYTES;
import static dev.sealkeep.protocol.message.MessageLimits.BODY_BYTES;
import static dev.sealkeep.protocol.message.MessageLimits.CHALLENGE_ANSWER_BYTES;
import static dev.sealkeep.protocol.message.MessageLimits.EVENT_LOGS;
import static dev.sealkeep.protocol.message.MessageLimits.EVENT_LOG_BYTES;
import static dev.sealkeep.protocol.message.MessageLimits.EVIDENCE_BYTES;
import static dev.sealkeep.protocol.message.MessageLimits.EVIDENCE_ITEMS;

import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.log.Fallbacks;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.name.Purpose;
import dev.sealkeep.protocol.name.Technology;
import dev.sealkeep.protocol.wire.JsonLimits;
import dev.sealkeep.protocol.wire.JsonWriter;
import dev.sealkeep.protocol.wire.Mismatch;
import dev.sealkeep.protocol.wire.ObjectReader;
import dev.sealkeep.protocol.wire.Parsed;
import dev.sealkeep.protocol.wire.StrictJson;
import dev.sealkeep.protocol.wire.WireReason;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The body of {@code POST /v1/releases}.
 *
 * @param challengeAnswer the body of the challenge answer, verbatim
 * @param tenant the tenant
 * @param key the key wanted
 * @param keyVersion the version wanted, from 1; empty for the current one
 * @param volume the volume it opens, or empty
 * @param purpose what it is wanted for
 * @param kem the KEM of the recipient key
 * @param recipient the recipient's public key, exactly {@link Kem#publicKeyBytes()}
 * @param evidence 1 to 8 items, the outer one last
 * @param eventLogs 0 to 8 logs
 * @param fallbacks what the guest did without the escrow since its last report, which the log will
 *     show; empty if there is nothing to report
 */
@SuppressWarnings("ArrayRecordComponent") // raw bytes; never compared
public record ReleaseRequest(
    byte[] challengeAnswer,
    Name tenant,
    Name key,
    OptionalInt keyVersion,
    Optional<Name> volume,
    Purpose purpose,
    Kem kem,
    byte[] recipient,
    List<EvidenceItem> evidence,
    List<EventLog> eventLogs,
    Optional<Fallbacks> fallbacks) {
  private static final String KEY_VERSION = "key_version";
  private static final String FALLBACKS = "fallbacks";

  /** Copies the lists. */
  public ReleaseRequest {
    evidence = List.copyOf(evidence);
    eventLogs = List.copyOf(eventLogs);
  }

  /** A request for the key's current version, of a guest with nothing to report. */
  public ReleaseRequest(
      byte[] challengeAnswer,
      Name tenant,
      Name key,
      Optional<Name> volume,
      Purpose purpose,
      Kem kem,
      byte[] recipient,
      List<EvidenceItem> evidence,
      List<EventLog> eventLogs) {
    this(
        challengeAnswer,
        tenant,
        key,
        OptionalInt.empty(),
        volume,
        purpose,
        kem,
        recipient,
        evidence,
        eventLogs,
        Optional.empty());
  }

  /** The same for one version of the key, which the transcript does not bind. */
  public ReleaseRequest ofVersion(int version) {
    return new ReleaseRequest(
        challengeAnswer,
        tenant,
        key,
        OptionalInt.of(version),
        volume,
        purpose,
        kem,
        recipient,
        evidence,
        eventLogs,
        fallbacks);
  }

  /** The same with a report, which the transcript does not bind. */
  public ReleaseRequest withFallbacks(Optional<Fallbacks> reported) {
    return new ReleaseRequest(
        challengeAnswer,
        tenant,
        key,
        keyVersion,
        volume,
        purpose,
        kem,
        recipient,
        evidence,
        eventLogs,
        reported);
  }

  /** Returns the body. */
  public byte[] encode() {
    return JsonWriter.object(this::write);
  }

  void write(JsonWriter request) {
    request
        .bytes("challenge_answer", challengeAnswer)
        .text("tenant", tenant.value())
        .text("key", key.value());
    keyVersion.ifPresent(version -> request.integer(KEY_VERSION, version));
    request
        .text("volume", volume.map(Name::value).orElse(""))
        .text("purpose", purpose.tag())
        .integer("kem", kem.id())
        .bytes("recipient", recipient)
        .objects("evidence", evidence, ReleaseRequest::write)
        .objects(
            "event_logs",
            eventLogs,
            (out, log) -> out.text("kind", log.kind()).bytes("log", log.log()));
    fallbacks.ifPresent(reported -> request.object(FALLBACKS, out -> write(out, reported)));
  }

  private static void write(JsonWriter out, Fallbacks reported) {
    out.integer("count", reported.count())
        .integer("first", reported.firstSeconds())
        .integer("last", reported.lastSeconds());
  }

  private static void write(JsonWriter out, EvidenceItem item) {
    out.text("technology", item.technology().tag())
        .bytes("evidence", item.evidence())
        .bytes("auxiliary", item.auxiliary());
  }

  /** Reads a body of at most 1 MiB. */
  public static Parsed<ReleaseRequest> parse(byte[] body) {
    return StrictJson.parse(body, JsonLimits.ofMessage(BODY_BYTES), ReleaseRequest::read);
  }

  static ReleaseRequest read(ObjectReader request) throws Mismatch {
    Kem kem =
        Kem.parse(request.integer("kem", 0, 0xFFFF))
            .orElseThrow(() -> request.mismatch(WireReason.UNKNOWN_KEM, "kem"));
    int recipientBytes = kem.publicKeyBytes();
    return new ReleaseRequest(
        request.bytes("challenge_answer", 1, CHALLENGE_ANSWER_BYTES),
        request.parsed("tenant", Name::parse, WireReason.NOT_A_NAME),
        request.parsed("key", Name::parse, WireReason.NOT_A_NAME),
        keyVersion(request),
        volume(request),
        request.parsed("purpose", Purpose::parse, WireReason.UNKNOWN_PURPOSE),
        kem,
        request.bytes("recipient", recipientBytes, recipientBytes),
        request.objects("evidence", 1, EVIDENCE_ITEMS, ReleaseRequest::evidenceItem),
        request.objects("event_logs", 0, EVENT_LOGS, ReleaseRequest::eventLog),
        request.has(FALLBACKS)
            ? Optional.of(request.object(FALLBACKS, ReleaseRequest::fallbacks))
            : Optional.empty());
  }

  private static Fallbacks fallbacks(ObjectReader reported) throws Mismatch {
    long first = reported.integer("first", 0, Fallbacks.MAX_SECONDS);
    return new Fallbacks(
        (int) reported.integer("count", 1, Fallbacks.MAX_COUNT),
        first,
        reported.integer("last", first, Fallbacks.MAX_SECONDS));
  }

  private static OptionalInt keyVersion(ObjectReader request) throws Mismatch {
    return request.has(KEY_VERSION)
        ? OptionalInt.of((int) request.integer(KEY_VERSION, 1, Integer.MAX_VALUE))
        : OptionalInt.empty();
  }

  private static Optional<Name> volume(ObjectReader request) throws Mismatch {
    if (request.text("volume", 0, Integer.MAX_VALUE).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(request.parsed("volume", Name::parse, WireReason.NOT_A_NAME));
  }

  private static EvidenceItem evidenceItem(ObjectReader item) throws Mismatch {
    return new EvidenceItem(
        item.parsed("technology", Technology::parse, WireReason.UNKNOWN_TECHNOLOGY),
        item.bytes("evidence", 1, EVIDENCE_BYTES),
        item.bytes("auxiliary", 0, AUXILIARY_BYTES));
  }

  private static EventLog eventLog(ObjectReader log) throws Mismatch {
    return new EventLog(
        log.parsed("kind", Tag::parse, WireReason.NOT_A_TAG), log.bytes("log", 0, EVENT_LOG_BYTES));
  }

  /** Names what is asked for, not the blobs. */
  @Override
  public String toString() {
    return "ReleaseRequest[%s/%s, %s, %s, %s]"
        .formatted(tenant, key, purpose.tag(), kem.label(), evidence);
  }
}
