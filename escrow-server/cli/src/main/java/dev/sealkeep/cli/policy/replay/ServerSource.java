package dev.sealkeep.cli.policy.replay;

import dev.sealkeep.cli.audit.AuditEntry;
import dev.sealkeep.cli.audit.TenantLog;
import dev.sealkeep.cli.connection.EscrowClient;
import dev.sealkeep.policy.evaluate.Reason;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.name.Purpose;
import java.time.Instant;
import java.util.Optional;

/**
 * The attestations of a tenant's log: its releases and denials. What was decided is taken from the
 * log's entries, the claims from what the server kept with the decision, or from the archived
 * evidence where it kept none. One entry's blobs are in memory at a time.
 */
public final class ServerSource implements AttestationSource {
  private final String tenant;
  private final NewestFirst log;
  private final ServerArchive archive;
  private final Selection selection;
  private final Verification verification;
  private final Optional<AttestationFolder> saved;

  /**
   * The attestations of {@code tenant}.
   *
   * @param selection what will be left out anyway need not be read
   * @param saved where to write those that are replayed
   */
  public ServerSource(
      EscrowClient client,
      Name tenant,
      Selection selection,
      Verification verification,
      Optional<AttestationFolder> saved) {
    this.tenant = tenant.value();
    this.log = NewestFirst.of(new TenantLog(client, this.tenant));
    this.archive = new ServerArchive(client, "/v1/tenants/" + tenant);
    this.selection = selection;
    this.verification = verification;
    this.saved = saved;
  }

  @Override
  public Optional<RecordedAttestation> next() {
    for (Optional<AuditEntry> listed = log.next(); listed.isPresent(); listed = log.next()) {
      Optional<Entry> entry = listed.flatMap(this::decoded);
      if (entry.isEmpty()) {
        return listed.map(ServerSource::unreadable);
      }
      if (entry.filter(e -> selection.isOver(time(e))).isPresent()) {
        return Optional.empty();
      }
      Optional<RecordedAttestation> attestation = entry.flatMap(this::attestation);
      if (attestation.isPresent()) {
        return attestation;
      }
    }
    return Optional.empty();
  }

  @Override
  public int percent() {
    return log.percent();
  }

  private Optional<Entry> decoded(AuditEntry listed) {
    return Entry.decode(listed.entry().toByteArray())
        .toOptional()
        .filter(entry -> entry.tenant().equals(tenant));
  }

  private static RecordedAttestation unreadable(AuditEntry listed) {
    return RecordedAttestation.unreadable(
        "log index " + listed.index(),
        Obstacle.RECORD_MALFORMED.of("its log entry does not decode, or is another tenant's"));
  }

  private static Instant time(Entry entry) {
    return Instant.ofEpochMilli(entry.header().timeMillis());
  }

  private Optional<RecordedAttestation> attestation(Entry entry) {
    return switch (entry) {
      case Entry.Release release ->
          Optional.of(
              attestation(
                  entry, release.decision(), new PastDecision(true, Reason.PERMITTED.code())));
      // A machine that asked about another boot is none that boots.
      case Entry.Denial denial when denial.decision().purpose() == Purpose.PREFLIGHT ->
          Optional.empty();
      case Entry.Denial denial ->
          Optional.of(
              attestation(entry, denial.decision(), new PastDecision(false, denial.reason())));
      case Entry.Preflight _, Entry.State _, Entry.Counts _, Entry.Open _ -> Optional.empty();
    };
  }

  private RecordedAttestation attestation(Entry entry, Entry.Decision decision, PastDecision past) {
    return new RecordedAttestation(
        entry.id().toString(),
        Optional.of(time(entry)),
        Optional.of(decision.key().value()),
        Optional.of(past),
        () -> read(entry, decision, past));
  }

  private Reading read(Entry entry, Entry.Decision decision, PastDecision past) {
    Optional<ServerArchive.Attested> attested = archive.attested(entry.id());
    Optional<Reading> kept =
        attested
            .filter(_ -> !verification.anew())
            .map(claims -> RecordReader.claimed(claims.technology(), claims.claims()));
    if (kept.isPresent() && saved.isEmpty()) {
      return kept.orElseThrow();
    }
    ServerArchive.Conveyed conveyed = archive.conveyed(entry.id(), decision);
    saved.ifPresent(
        folder ->
            folder.write(
                entry.id(), time(entry), decision.key(), past, attested, conveyed.evidence()));
    return kept.orElseGet(() -> verified(conveyed, time(entry)));
  }

  private Reading verified(ServerArchive.Conveyed conveyed, Instant time) {
    return switch (conveyed) {
      case ServerArchive.Conveyed.Whole(ConveyedEvidence whole) ->
          verification.read(whole, Optional.of(time));
      case ServerArchive.Conveyed.Lost(Reading.NotReplayable why) -> why;
    };
  }
}
