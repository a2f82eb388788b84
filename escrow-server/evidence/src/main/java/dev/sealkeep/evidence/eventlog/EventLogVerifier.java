package dev.sealkeep.evidence.eventlog;

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
 * Judges a log that came without evidence: whether it is well-formed and what registers it would
 * make. Nothing vouches for it, so it never makes a claim, and its tag is no technology that a
 * release accepts.
 */
public final class EventLogVerifier implements EvidenceVerifier {
  /** The tag of a log alone; no policy has a clause for it. */
  public static final String TECHNOLOGY = "tcg-event-log";

  @Override
  public String technology() {
    return TECHNOLOGY;
  }

  @Override
  public Role role(byte[] blob) {
    return EventLog.isRecognised(blob) ? Role.EVIDENCE : Role.NONE;
  }

  @Override
  public Appraisal verify(Evidence evidence, AppraisalContext context) {
    return switch (EventLog.parse(evidence.blob())) {
      case Parsed.Refused<EventLog>(Reason reason) ->
          new Appraisal.Rejected(TECHNOLOGY, List.of(reason), new LinkedHashMap<>());
      case Parsed.Accepted<EventLog>(EventLog log) ->
          log.registerWithDuplicateSeparator()
              .<Appraisal>map(
                  register ->
                      new Appraisal.Rejected(
                          TECHNOLOGY,
                          List.of(
                              EventLogReason.SEPARATOR_DUPLICATE.because(
                                  "Register " + register + " has two separators.")),
                          fields(log)))
              .orElseGet(
                  () ->
                      new Appraisal.Verified(
                          TECHNOLOGY, new ClaimSet(TECHNOLOGY, Map.of()), fields(log), ""));
    };
  }

  @Override
  public Parsed<SequencedMap<String, Object>> show(Evidence evidence) {
    return switch (EventLog.parse(evidence.blob())) {
      case Parsed.Refused<EventLog>(Reason reason) -> new Parsed.Refused<>(reason);
      case Parsed.Accepted<EventLog>(EventLog log) -> new Parsed.Accepted<>(fields(log));
    };
  }

  private static SequencedMap<String, Object> fields(EventLog log) {
    SequencedMap<String, Object> fields = EventLogFields.of(log);
    fields.put("anchored", false);
    return fields;
  }
}
