package dev.sealkeep.evidence.snp;

import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.evidence.x509.RevocationList;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What authentic revocation lists say of a chain. Any of them revokes, however old it is. For
 * presence, freshness and age one alone counts, the newest: of the relying party's own lists if
 * there are any, so that a host can neither refresh nor age them; otherwise of those that came with
 * the evidence.
 *
 * @param revoked a reason for each certificate of the chain that is on a list
 * @param present whether there is a list
 * @param fresh whether the list that counts is current
 * @param age the time since the list that counts was issued; empty without any, or if it was issued
 *     after the time of verification
 * @param ignored how many lists were left aside because the root did not sign them
 */
record Revocation(
    List<Reason> revoked, boolean present, boolean fresh, Optional<Duration> age, int ignored) {
  Revocation {
    revoked = List.copyOf(revoked);
  }

  static Revocation of(VerifiedChain chain, Instant at) {
    List<RevocationList> all = new ArrayList<>(chain.suppliedLists());
    all.addAll(chain.conveyedLists());
    List<Reason> revoked = new ArrayList<>();
    for (Certificate certificate : chain.certificates()) {
      if (all.stream().anyMatch(list -> list.lists(certificate))) {
        revoked.add(
            SnpReason.CERTIFICATE_REVOKED.because(
                certificate.subjectCommonName().orElse("A certificate") + " is revoked."));
      }
    }
    Optional<RevocationList> counting =
        RevocationList.newest(chain.suppliedLists())
            .or(() -> RevocationList.newest(chain.conveyedLists()));
    return new Revocation(
        revoked,
        counting.isPresent(),
        counting.filter(list -> list.freshAt(at)).isPresent(),
        counting
            .map(RevocationList::thisUpdate)
            .filter(issued -> !issued.isAfter(at))
            .map(issued -> Duration.between(issued, at)),
        chain.ignoredLists());
  }

  SequencedMap<String, Object> fields() {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    fields.put("present", present);
    fields.put("fresh", fresh);
    fields.put("ignored", ignored);
    return fields;
  }
}
