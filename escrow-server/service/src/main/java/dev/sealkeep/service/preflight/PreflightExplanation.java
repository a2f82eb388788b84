package dev.sealkeep.service.preflight;

import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.evaluate.Evaluation;
import dev.sealkeep.protocol.log.BootEvent;
import dev.sealkeep.protocol.log.NextBoot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the tenant is told of a preflight: the policy over the next boot's claims, and which. */
final class PreflightExplanation {
  /** A stated register is not what the evidence proves. */
  static final String BEFORE_FALSE = "preflight.before_false";

  /** A value was stated for a claim that this machine's evidence does not make. */
  static final String CLAIM_ABSENT = "preflight.claim_absent";

  private PreflightExplanation() {}

  /** Of an answer. */
  static Map<String, Object> of(NextBoot question, NextClaims next, Evaluation evaluation) {
    Map<String, Object> stated = new LinkedHashMap<>();
    question.next().forEach(value -> stated.put(value.claim().name(), value.value()));
    Map<String, Object> preflight = new LinkedHashMap<>();
    preflight.put("next", stated);
    if (!question.before().isEmpty()) {
      preflight.put(
          "before", question.before().stream().map(PreflightExplanation::before).toList());
    }
    if (!next.absent().isEmpty()) {
      preflight.put("absent", next.absent());
    }
    preflight.put("unknown", next.unknown());
    Map<String, Object> explanation = new LinkedHashMap<>(evaluation.explanation().asMap());
    explanation.put("preflight", preflight);
    return explanation;
  }

  /** Of a denial of a register that was not as stated. */
  static Map<String, Object> ofFalse(NextBoot.Before stated, ClaimSet present) {
    Map<String, Object> before = new LinkedHashMap<>(before(stated));
    before.put(
        "quoted", present.get(stated.claim().name()).map(ClaimValue::display).orElse("not quoted"));
    return Map.of("before", before);
  }

  private static Map<String, Object> before(NextBoot.Before stated) {
    List<String> events = stated.events().stream().map(BootEvent::text).toList();
    Map<String, Object> before = new LinkedHashMap<>();
    before.put("claim", stated.claim().name());
    before.put("value", stated.value());
    before.put("events", events);
    return before;
  }
}
