package dev.sealkeep.cli.policy.replay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sealkeep.cli.connection.EscrowClient;
import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.json.Json;
import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.name.Technology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What a server keeps of a tenant's decisions beside the log: claims, and the raw evidence. */
final class ServerArchive {
  private static final Digest EMPTY = Digest.sha256();
  private static final String EVENT_LOG = "event-log.";

  private final EscrowClient client;
  private final String decisions;

  /**
   * An archive.
   *
   * @param tenant the path of the tenant's resources
   */
  ServerArchive(EscrowClient client, String tenant) {
    this.client = client;
    this.decisions = tenant + "/decisions/";
  }

  /** Claims as the server kept them: a technology and a document of claims. */
  record Attested(String technology, Map<?, ?> claims) {}

  /** The evidence of a decision, if all of it could be had. */
  sealed interface Conveyed {
    /** The evidence; empty if some was lost. */
    Optional<ConveyedEvidence> evidence();

    /** Every blob is there and has its digest. */
    record Whole(ConveyedEvidence whole) implements Conveyed {
      @Override
      public Optional<ConveyedEvidence> evidence() {
        return Optional.of(whole);
      }
    }

    /** Some of it is not what it was. */
    record Lost(Reading.NotReplayable why) implements Conveyed {
      @Override
      public Optional<ConveyedEvidence> evidence() {
        return Optional.empty();
      }
    }
  }

  /** What a decision was made on; empty if the server did not keep it. */
  Optional<Attested> attested(DecisionId id) {
    return found(() -> client.get(decisions + id, Shown.class))
        .map(Shown::attested)
        .flatMap(node -> Json.read(Json.bytes(node), Attested.class));
  }

  /** Fetches the blobs that a decision's log entry names, and checks their digests. */
  Conveyed conveyed(DecisionId id, Entry.Decision decision) {
    List<EvidenceItem> items = new ArrayList<>();
    List<byte[]> eventLogs = new ArrayList<>();
    try {
      for (Entry.EvidenceDigest named : decision.evidence()) {
        byte[] blob = blob(id, named.evidence());
        if (named.technology().startsWith(EVENT_LOG)) {
          eventLogs.add(blob);
        } else {
          items.add(
              new EvidenceItem(technology(named.technology()), blob, blob(id, named.auxiliary())));
        }
      }
    } catch (LostException e) {
      return new Conveyed.Lost(e.why);
    }
    return items.isEmpty()
        ? new Conveyed.Lost(Obstacle.EVIDENCE_MISSING.of("its log entry names no evidence"))
        : new Conveyed.Whole(new ConveyedEvidence(items, eventLogs, decision.base().bytes()));
  }

  private static Technology technology(String tag) throws LostException {
    return Technology.parse(tag)
        .orElseThrow(
            () ->
                new LostException(
                    Obstacle.RECORD_MALFORMED.of(
                        "its log entry names the unknown technology '%s'".formatted(tag))));
  }

  private byte[] blob(DecisionId id, Digest digest) throws LostException {
    if (digest.equals(EMPTY)) {
      return new byte[0];
    }
    byte[] blob =
        found(() -> client.getBytes(decisions + id + "/evidence/" + digest))
            .orElseThrow(
                () ->
                    new LostException(
                        Obstacle.BLOB_MISSING.of("the server has no blob " + digest)));
    if (!Digest.sha256(blob).equals(digest)) {
      throw new LostException(
          Obstacle.BLOB_DAMAGED.of("the server's blob %s has another digest".formatted(digest)));
    }
    return blob;
  }

  /** What the server answers, or empty if it says that there is no such thing. */
  private static <T> Optional<T> found(Supplier<T> request) {
    try {
      return Optional.of(request.get());
    } catch (CommandFailure e) {
      if (e.exitCode() == ExitCode.CONFLICT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Ends the fetching of one decision's blobs; caught here alone. */
  private static final class LostException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Reading.NotReplayable why;

    LostException(Reading.NotReplayable why) {
      super(why.code(), null, false, false);
      this.why = why;
    }
  }

  /** Of a decision what is read here. */
  private record Shown(JsonNode attested) {}
}
