package dev.sealkeep.cli.policy.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.json.Json;
import dev.sealkeep.cli.keyfile.BoundedFile;
import dev.sealkeep.cli.policy.cases.Members;
import dev.sealkeep.policy.document.ClaimDocument;
import dev.sealkeep.policy.document.DocumentReading;
import dev.sealkeep.policy.evaluate.Reason;
import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.message.MessageLimits;
import dev.sealkeep.protocol.name.Technology;
import dev.sealkeep.protocol.transcript.Transcript;
import dev.sealkeep.protocol.wire.LowerHex;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the record of one attestation: a JSON file of the members below. Claims or evidence have to
 * be there, and both may be.
 */
final class RecordReader {
  /** The record of a folder with one attestation. */
  static final String FILE = "attestation.json";

  static final String TIME = "time";
  static final String KEY = "key";
  static final String RELEASED = "released";
  static final String REASON = "reason";
  static final String TECHNOLOGY = "technology";
  static final String CLAIMS = "claims";
  static final String BASE = "base";
  static final String ITEMS = "items";
  static final String EVENT_LOGS = "event_logs";
  static final String EVIDENCE = "evidence";
  static final String AUXILIARY = "auxiliary";
  static final String DECISION = "decision";

  private static final int MAX_BYTES = 16 * 1024 * 1024;
  private static final List<String> MEMBERS =
      List.of(
          DECISION,
          TIME,
          KEY,
          RELEASED,
          REASON,
          TECHNOLOGY,
          CLAIMS,
          BASE,
          ITEMS,
          EVENT_LOGS,
          EVIDENCE);
  private static final List<String> OF_ITEM = List.of(TECHNOLOGY, EVIDENCE, AUXILIARY);
  private static final String GUIDE =
      "docs/how-to/policy-replay.md shows how an attestation is recorded.";

  private final Path file;
  private final Members members;
  private final Verification verification;

  private RecordReader(Path file, Members members, Verification verification) {
    this.file = file;
    this.members = members;
    this.verification = verification;
  }

  /** Reads a record; one that is not understood is an attestation that cannot be replayed. */
  static RecordedAttestation read(Path file, String label, Verification verification) {
    try {
      Object document = Json.document(BoundedFile.read(file, MAX_BYTES, "the record"));
      Members members = new Members(file.toString(), document, MEMBERS, GUIDE);
      return new RecordReader(file, members, verification).attestation(label);
    } catch (CommandFailure e) {
      return RecordedAttestation.unreadable(label, Obstacle.RECORD_MALFORMED.of(e.what()));
    } catch (JsonProcessingException e) {
      return RecordedAttestation.unreadable(
          label, Obstacle.RECORD_MALFORMED.of(file + " is not JSON"));
    }
  }

  private RecordedAttestation attestation(String label) {
    Optional<Instant> time = members.text(TIME).map(this::instant);
    return new RecordedAttestation(label, time, members.text(KEY), decided(), () -> claims(time));
  }

  private Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw members.refusal("'time' is not an instant such as 2026-01-31T12:00:00Z");
    }
  }

  private Optional<PastDecision> decided() {
    return members
        .value(RELEASED)
        .map(
            value -> {
              if (!(value instanceof Boolean released)) {
                throw members.refusal("'released' is neither true nor false");
              }
              String unsaid = released ? Reason.PERMITTED.code() : PastDecision.NOT_RECORDED;
              return new PastDecision(released, members.text(REASON).orElse(unsaid));
            });
  }

  private Reading claims(Optional<Instant> time) {
    try {
      Optional<Map<?, ?>> claims = members.object(CLAIMS);
      if (claims.isPresent() && !verification.anew()) {
        return claimed(members.requiredText(TECHNOLOGY), claims.orElseThrow());
      }
      return verified(time);
    } catch (CommandFailure e) {
      return Obstacle.RECORD_MALFORMED.of(e.what());
    }
  }

  /** The claims of a document, if they are those of a technology of this release. */
  static Reading claimed(String technology, Map<?, ?> document) {
    return switch (ClaimDocument.read(technology, document)) {
      case DocumentReading.Read read -> new Reading.Claimed(read.claims());
      case DocumentReading.Refused refused ->
          Obstacle.CLAIMS_MALFORMED.of(refused.problems().getFirst());
    };
  }

  private Reading verified(Optional<Instant> time) {
    if (members.has(ITEMS)) {
      return verification.read(conveyed(), time);
    }
    if (members.has(EVIDENCE)) {
      return verification.read(beside(members.requiredText(EVIDENCE)), time);
    }
    return members.has(CLAIMS)
        ? Obstacle.EVIDENCE_MISSING.of("it has claims alone; replay it without --reverify")
        : Obstacle.EVIDENCE_MISSING.of("it has neither claims nor evidence");
  }

  private ConveyedEvidence conveyed() {
    if (!(members.required(ITEMS) instanceof List<?> list)
        || list.isEmpty()
        || list.size() > MessageLimits.EVIDENCE_ITEMS) {
      throw members.refusal(
          "'items' is not a list of 1 to %d items".formatted(MessageLimits.EVIDENCE_ITEMS));
    }
    List<EvidenceItem> items = new ArrayList<>();
    for (Object item : list) {
      items.add(item(new Members(file + ", item " + (items.size() + 1), item, OF_ITEM, GUIDE)));
    }
    return new ConveyedEvidence(
        items, members.texts(EVENT_LOGS).stream().map(this::blob).toList(), base());
  }

  private EvidenceItem item(Members item) {
    String tag = item.requiredText(TECHNOLOGY);
    return new EvidenceItem(
        Technology.parse(tag)
            .orElseThrow(() -> item.refusal("'%s' is not a technology".formatted(tag))),
        blob(item.requiredText(EVIDENCE)),
        item.text(AUXILIARY).map(this::blob).orElseGet(() -> new byte[0]));
  }

  private byte[] base() {
    return LowerHex.decode(members.requiredText(BASE))
        .filter(bytes -> bytes.length == Transcript.BYTES)
        .orElseThrow(() -> members.refusal("'base' is not 128 lower-case hex digits"));
  }

  private byte[] blob(String name) {
    return BoundedFile.read(beside(name), MessageLimits.EVENT_LOG_BYTES, "the blob");
  }

  /** A file beside the record: a record that was sent by others must not name any other. */
  private Path beside(String name) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    if (folder == null || name.indexOf('\0') >= 0) {
      throw members.refusal("'%s' is not a path".formatted(name));
    }
    Path path = folder.resolve(name).normalize();
    if (!path.startsWith(folder) || !Files.exists(path)) {
      throw members.refusal("there is no '%s' beside it".formatted(name));
    }
    return path;
  }
}
