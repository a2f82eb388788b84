package dev.sealkeep.service.admission;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts refusals by their cause; every series exists from the start. */
public final class AdmissionMeters {
  private final Map<Refusal, Counter> refusals = new EnumMap<>(Refusal.class);

  /** Registers the meters. */
  public AdmissionMeters(MeterRegistry registry) {
    for (Refusal refusal : Refusal.values()) {
      refusals.put(
          refusal,
          Counter.builder("sealkeep.refused")
              .description("What was refused before it was looked at, by why")
              .tag("cause", refusal.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
  }

  /** Counts one. */
  public void refused(Refusal refusal) {
    Counter counter = refusals.get(refusal);
    if (counter == null) {
      throw new IllegalStateException("no counter for " + refusal);
    }
    counter.increment();
  }
}
