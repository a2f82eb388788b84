package dev.sealkeep.evidence.appraise;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.eventlog.EventLogVerifier;
import dev.sealkeep.evidence.ima.ImaVerifier;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Appraises attestations of several items. All have to verify. The claims are those of the outer
 * item under their own names, and those of each other item behind its technology's tag with {@code
 * _} for {@code -} and a dot: {@code tpm2.sha256.pcr7}. A log of measurements is never an item:
 * nothing vouches for one but the quote beside it.
 */
public final class AttestationAppraisal {
  private static final Set<String> LOGS =
      Set.of(EventLogVerifier.TECHNOLOGY, ImaVerifier.TECHNOLOGY);
  private static final String KEY_BINDING = "tpm.ak_bound_by";
  private static final ClaimValue UNBOUND = new ClaimValue.Symbol("none");

  private final EvidenceAppraiser appraiser;

  /** An appraisal by these verifiers. */
  public AttestationAppraisal(EvidenceAppraiser appraiser) {
    this.appraiser = appraiser;
  }

  /** The verdict on all items together; its technology is the outer item's. */
  public Appraisal of(Attestation attestation, Collateral collateral, Instant at) {
    if (namesATechnologyTwice(attestation)) {
      return rejected(attestation.items().getLast().tag(), AttestationReason.TECHNOLOGY_TWICE);
    }
    List<Appraisal> appraisals = new ArrayList<>();
    for (Attestation.Item item : attestation.items()) {
      AppraisalContext context =
          new AppraisalContext(collateral, at, Optional.of(item.binding()), item.activated());
      appraisals.add(
          appraiser
              .forTag(item.tag())
              .filter(verifier -> !LOGS.contains(verifier.technology()))
              .map(verifier -> bound(verifier.verify(item.evidence(), context)))
              .orElseGet(() -> rejected(item.tag(), AttestationReason.TECHNOLOGY_UNSUPPORTED)));
    }
    return appraisals.size() == 1 ? appraisals.getFirst() : together(appraisals);
  }

  private static boolean namesATechnologyTwice(Attestation attestation) {
    List<Attestation.Item> items = attestation.items();
    return items.stream().map(item -> TrustAnchors.format(item.tag())).distinct().count()
        < items.size();
  }

  private static Appraisal rejected(String tag, AttestationReason reason) {
    return new Appraisal.Rejected(tag, List.of(reason.plain()), new LinkedHashMap<>());
  }

  /** A TPM quote whose key nothing vouches for never leads to a release. */
  private static Appraisal bound(Appraisal appraisal) {
    return switch (appraisal) {
      case Appraisal.Verified v
          when v.claims().get(KEY_BINDING).filter(UNBOUND::equals).isPresent() ->
          new Appraisal.Rejected(
              v.technology(), List.of(AttestationReason.KEY_UNBOUND.plain()), v.fields());
      case Appraisal.Verified verified -> verified;
      case Appraisal.Rejected rejected -> rejected;
    };
  }

  private static Appraisal together(List<Appraisal> appraisals) {
    Appraisal outer = appraisals.getLast();
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    List<Reason> reasons = new ArrayList<>();
    Map<String, ClaimValue> claims = new HashMap<>();
    String anchor = "";
    for (Appraisal appraisal : appraisals) {
      fields.put(appraisal.technology(), appraisal.fields());
      switch (appraisal) {
        case Appraisal.Rejected rejected -> reasons.addAll(rejected.reasons());
        case Appraisal.Verified verified -> {
          boolean isOuter = verified.technology().equals(outer.technology());
          String prefix = isOuter ? "" : prefix(verified);
          verified.claims().claims().forEach((name, value) -> claims.put(prefix + name, value));
          anchor = verified.anchorSpkiSha256();
        }
      }
    }
    if (appraisals.stream().map(a -> TrustAnchors.isSimulated(a.technology())).distinct().count()
        > 1) {
      reasons.add(AttestationReason.SIMULATION_MIXED.plain());
    }
    return reasons.isEmpty()
        ? new Appraisal.Verified(
            outer.technology(), new ClaimSet(outer.technology(), claims), fields, anchor)
        : new Appraisal.Rejected(outer.technology(), reasons, fields);
  }

  private static String prefix(Appraisal appraisal) {
    return TrustAnchors.format(appraisal.technology()).replace('-', '_') + ".";
  }
}
