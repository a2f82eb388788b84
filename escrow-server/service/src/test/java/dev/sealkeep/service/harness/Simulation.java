package dev.sealkeep.service.harness;

import dev.sealkeep.simulator.Product;
import dev.sealkeep.simulator.SeededRandom;
import dev.sealkeep.simulator.SnpInstallation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** The one simulated installation of this JVM: its RSA keys take seconds to make. */
public final class Simulation {
  private static final Instant NOT_BEFORE = Instant.parse("2025-01-01T00:00:00Z");

  private Simulation() {}

  private static final class Holder {
    static final SnpInstallation GENOA =
        SnpInstallation.inMemory(
            Product.GENOA,
            new SeededRandom("service tests".getBytes(StandardCharsets.UTF_8)),
            NOT_BEFORE);
  }

  /** A Genoa installation. */
  public static SnpInstallation genoa() {
    return Holder.GENOA;
  }
}
