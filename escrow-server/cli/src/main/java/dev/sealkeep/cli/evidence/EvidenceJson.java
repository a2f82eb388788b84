package dev.sealkeep.cli.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.Reason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Verdicts and fields as JSON text. */
final class EvidenceJson {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private EvidenceJson() {}

  /**
   * A verdict: {@code technology}, {@code verdict}, {@code reasons} (codes), {@code details} (code
   * and sentence), {@code claims}.
   */
  static String of(Appraisal appraisal, List<Reason> details) {
    SequencedMap<String, Object> object = new LinkedHashMap<>();
    object.put("technology", appraisal.technology());
    object.put(
        "verdict",
        switch (appraisal) {
          case Appraisal.Verified verified -> "verified";
          case Appraisal.Rejected rejected -> "rejected";
        });
    object.put("reasons", details.stream().map(Reason::code).distinct().toList());
    object.put("details", details.stream().map(EvidenceJson::detail).toList());
    object.put("claims", appraisal.fields());
    return write(object);
  }

  /** Fields without a verdict. */
  static String of(String technology, SequencedMap<String, Object> fields) {
    SequencedMap<String, Object> object = new LinkedHashMap<>();
    object.put("technology", technology);
    object.put("claims", fields);
    return write(object);
  }

  private static Map<String, Object> detail(Reason reason) {
    SequencedMap<String, Object> detail = new LinkedHashMap<>();
    detail.put("code", reason.code());
    detail.put("detail", reason.detail());
    return detail;
  }

  private static String write(Object object) {
    try {
      return JSON.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of maps and scalars always writes", e);
    }
  }
}
