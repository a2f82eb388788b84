package dev.sealkeep.evidence.ima;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.EvidenceVerifier;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.policy.claim.ClaimSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Judges a list that came without evidence: whether it is well-formed and its digests are those of
 * its data. Nothing vouches for it, so it never makes a claim, and its tag is no technology that a
 * release accepts.
 */
public final class ImaVerifier implements EvidenceVerifier {
  /** The tag of a list alone; no policy has a clause for it. */
  public static final String TECHNOLOGY = "ima-measurement-list";

  @Override
  public String technology() {
    return TECHNOLOGY;
  }

  @Override
  public Role role(byte[] blob) {
    return MeasurementList.isRecognised(blob) ? Role.EVIDENCE : Role.NONE;
  }

  @Override
  public Appraisal verify(Evidence evidence, AppraisalContext context) {
    return switch (show(evidence)) {
      case Parsed.Refused<SequencedMap<String, Object>>(Reason reason) ->
          new Appraisal.Rejected(TECHNOLOGY, List.of(reason), new LinkedHashMap<>());
      case Parsed.Accepted<SequencedMap<String, Object>>(SequencedMap<String, Object> fields) ->
          new Appraisal.Verified(TECHNOLOGY, new ClaimSet(TECHNOLOGY, Map.of()), fields, "");
    };
  }

  @Override
  public Parsed<SequencedMap<String, Object>> show(Evidence evidence) {
    return switch (MeasurementList.parse(evidence.blob())) {
      case Parsed.Refused<MeasurementList>(Reason reason) -> new Parsed.Refused<>(reason);
      case Parsed.Accepted<MeasurementList>(MeasurementList list) -> {
        SequencedMap<String, Object> fields = ImaFields.of(list);
        fields.put("anchored", false);
        yield new Parsed.Accepted<>(fields);
      }
    };
  }
}
