package dev.sealkeep.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.cli.json.Octets;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.Fallbacks;
import dev.sealkeep.protocol.log.NextBoot;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.name.Purpose;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an entry looks like in a list. */
class EntryLineTest {
  private static final Entry.Decision DECISION =
      new Entry.Decision(
          new Name("disk"),
          "root",
          Purpose.UNLOCK,
          "simulated-amd-sev-snp",
          "root",
          Digest.sha256(),
          List.of(),
          List.of(),
          Digest.sha512(),
          true);

  private static String detail(Entry entry) {
    return EntryLine.of(
            new AuditEntry(
                7,
                entry.id().toString(),
                entry.kind(),
                Octets.of(entry.encode()),
                Octets.of(new byte[32])))
        .detail();
  }

  private static Entry.Header header() {
    return new Entry.Header(DecisionId.of(new byte[16]), 1_000, "acme");
  }

  private static String released(Optional<Fallbacks> reported) {
    return detail(
        new Entry.Release(
            header(), DECISION.withFallbacks(reported), 3, Kem.X_WING, Digest.sha256()));
  }

  @Test
  void aReleaseShowsItsVersionAndWhatTheGuestReported() {
    assertThat(released(Optional.empty())).isEqualTo("version 3 (simulated)");
    assertThat(released(Optional.of(new Fallbacks(1, 60, 60))))
        .isEqualTo("version 3 (simulated); a fallback used at 1970-01-01T00:01:00Z");
    assertThat(released(Optional.of(new Fallbacks(2, 60, 120))))
        .isEqualTo(
            "version 3 (simulated); fallbacks used 2 times from 1970-01-01T00:01:00Z to"
                + " 1970-01-01T00:02:00Z");
  }

  @Test
  void aPreflightShowsWhatWasAnswered() {
    Entry.Decision asking =
        new Entry.Decision(
            DECISION.key(),
            DECISION.volume(),
            Purpose.PREFLIGHT,
            DECISION.technology(),
            DECISION.policyName(),
            DECISION.policy(),
            List.of(),
            List.of(),
            DECISION.base(),
            false);
    assertThat(
            detail(
                new Entry.Preflight(
                    header(), asking, 3, NextBoot.UNCHANGED, true, "policy.permitted")))
        .isEqualTo("the next boot would be given version 3");
    assertThat(
            detail(
                new Entry.Preflight(
                    header(), asking, 3, NextBoot.UNCHANGED, false, "policy.no-permit-matched")))
        .isEqualTo("the next boot would be denied: policy.no-permit-matched");
  }

  @Test
  void aDenialShowsItsReasonAndWhatTheGuestReported() {
    Entry.Decision reporting = DECISION.withFallbacks(Optional.of(new Fallbacks(1, 0, 0)));
    assertThat(detail(new Entry.Denial(header(), reporting, "policy.denied")))
        .isEqualTo("policy.denied (simulated); a fallback used at 1970-01-01T00:00:00Z");
  }
}
