package dev.sealkeep.evidence.ima;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;

/** Lists as trees for display. */
final class ImaFields {
  private ImaFields() {}

  /** {@code form}, {@code entries}, {@code violations}. */
  static SequencedMap<String, Object> of(MeasurementList list) {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    fields.put("form", list.form().name().toLowerCase(Locale.ROOT));
    fields.put("entries", list.entries().size());
    fields.put("violations", list.violations());
    return fields;
  }
}
