package dev.sealkeep.agent.device.configfs;

import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.agent.device.syscall.SystemCalls;
import dev.sealkeep.agent.exchange.Timing;
import dev.sealkeep.protocol.message.MessageLimits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The report interface at one directory, for one provider.
 *
 * @param provider who is to serve it
 * @param calls the kernel
 * @param root the directory {@code tsm/report} of configfs
 * @param random names the instances
 * @param timing the clock and the pauses between attempts
 */
public record TsmReports<R>(
    Provider<R> provider, SystemCalls calls, Path root, RandomGenerator random, Timing timing) {
  /** How often one report is tried for. */
  static final int ATTEMPTS = 6;

  /** After that long no further attempt begins. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

  /** A service's manifest; every kernel shows it where there are services and nowhere else. */
  private static final String MANIFEST = "manifestblob";

  private static final int MANIFEST_BYTES = 32 << 10;
  private static final byte[] NOTHING = {};

  /**
   * Whether the provider serves this directory. Makes and removes an instance, which sends nothing
   * to the firmware.
   *
   * @throws DeviceException if that cannot be told
   */
  public boolean served() throws DeviceException {
    try (Instance instance = Instance.create(calls, root, random)) {
      return isServed(instance);
    }
  }

  private boolean isServed(Instance instance) throws DeviceException {
    return instance.text("provider").equals(provider.name())
        && (provider.service().isEmpty() || instance.has(MANIFEST));
  }

  /**
   * Obtains a report and what the host gives beside it. A report that was not made for this request
   * alone is thrown away and asked for again, {@value #ATTEMPTS} times at most.
   *
   * @param reportData exactly 64 bytes
   * @return empty if another technology serves the directory, and then nothing was sent
   */
  public Optional<R> report(byte[] reportData) throws DeviceException {
    try (Instance instance = Instance.create(calls, root, random)) {
      if (!isServed(instance)) {
        return Optional.empty();
      }
      return Optional.of(untilMade(instance, reportData));
    } catch (DeviceException failed) {
      DeviceFault fault = provider.faults().of(failed.problem().fault());
      throw fault == failed.problem().fault()
          ? failed
          : new DeviceException(fault, failed.problem().detail(), failed);
    }
  }

  private R untilMade(Instance instance, byte[] reportData) throws DeviceException {
    long start = timing.nanoTime();
    Duration pause = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      try {
        return make(instance, reportData);
      } catch (DeviceException failed) {
        boolean transitory =
            switch (failed.problem().fault()) {
              case TSM_BUSY, TSM_GENERATION -> true;
              default -> false;
            };
        boolean late = timing.nanoTime() - start + pause.toNanos() >= PATIENCE.toNanos();
        if (!transitory || attempt == ATTEMPTS || late) {
          throw failed;
        }
      }
      pause(pause);
      pause = pause.multipliedBy(2);
    }
  }

  private R make(Instance instance, byte[] reportData) throws DeviceException {
    long before = generation(instance);
    long writes = provider.service().isPresent() ? service(instance) : level(instance);
    instance.write("inblob", reportData);
    writes++;
    // A value that the kernel dropped as the file was closed shows here and nowhere else.
    demandGeneration(instance, before + writes);
    byte[] report = instance.blob("outblob", provider.maxBytes());
    byte[] certificates =
        instance.optionalBlob("auxblob", MessageLimits.AUXILIARY_BYTES).orElse(NOTHING);
    byte[] manifest =
        provider.service().isPresent() ? instance.blob(MANIFEST, MANIFEST_BYTES) : NOTHING;
    demandGeneration(instance, before + writes);
    return provider.format().checked(new Blobs(report, certificates, manifest), reportData, root);
  }

  /** Names the service; returns how many writes that took. It has a level of its own. */
  private long service(Instance instance) throws DeviceException {
    Service service = provider.service().orElseThrow();
    instance.write("service_provider", service.provider().getBytes(StandardCharsets.US_ASCII));
    instance.write("service_guid", service.guid().getBytes(StandardCharsets.US_ASCII));
    return 2;
  }

  /** The kernel begins at level 0 and the firmware refuses a level below the message key's. */
  private static long level(Instance instance) throws DeviceException {
    Optional<String> floor = instance.optionalText("privlevel_floor");
    if (floor.isEmpty() || floor.get().equals("0")) {
      return 0;
    }
    instance.write("privlevel", floor.get().getBytes(StandardCharsets.US_ASCII));
    return 1;
  }

  /** Refuses what somebody else's write, or the lack of our own, may have made. */
  private static void demandGeneration(Instance instance, long expected) throws DeviceException {
    long found = generation(instance);
    if (found != expected) {
      throw new DeviceException(
          DeviceFault.TSM_GENERATION,
          "%s is %s, not %s"
              .formatted(
                  instance.directory().resolve("generation"),
                  Long.toUnsignedString(found),
                  Long.toUnsignedString(expected)));
    }
  }

  private static long generation(Instance instance) throws DeviceException {
    String text = instance.text("generation");
    try {
      return Long.parseUnsignedLong(text);
    } catch (NumberFormatException malformed) {
      throw new DeviceException(
          DeviceFault.TSM_MALFORMED,
          "%s is no number".formatted(instance.directory().resolve("generation")),
          malformed);
    }
  }

  private void pause(Duration pause) throws DeviceException {
    try {
      timing.pause(pause);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new DeviceException(DeviceFault.DEVICE_INTERRUPTED, root.toString(), interrupted);
    }
  }
}
