package dev.sealkeep.simulator.tsm;

import dev.sealkeep.simulator.fault.FaultTarget;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The attributes of a report instance; a provider has all of them or some. Linux
 * Documentation/ABI/testing/configfs-tsm-report.
 */
public enum TsmAttribute {
  /** What the report binds; 64 bytes. */
  INBLOB(FaultTarget.INBLOB, 0200, 0),
  /** The evidence. */
  OUTBLOB(FaultTarget.OUTBLOB, 0444, 0),
  /** The host's certificate table. */
  AUXBLOB(FaultTarget.AUXBLOB, 0444, 0),
  /** The provider's name. */
  PROVIDER(FaultTarget.PROVIDER, 0444, TsmAttribute.PAGE_BYTES),
  /** How many inputs were taken. */
  GENERATION(FaultTarget.GENERATION, 0444, TsmAttribute.PAGE_BYTES),
  /** The VMPL of the request. */
  PRIVLEVEL(FaultTarget.PRIVLEVEL, 0200, TsmAttribute.PAGE_BYTES),
  /** The lowest VMPL that may be asked for. */
  PRIVLEVEL_FLOOR(FaultTarget.PRIVLEVEL_FLOOR, 0444, TsmAttribute.PAGE_BYTES),
  /** Who makes the report in the guest's place; under an SVSM alone, as all that follow. */
  SERVICE_PROVIDER(FaultTarget.SERVICE_PROVIDER, 0200, TsmAttribute.PAGE_BYTES),
  /** Which of its services that is about; all by default. */
  SERVICE_GUID(FaultTarget.SERVICE_GUID, 0200, TsmAttribute.PAGE_BYTES),
  /** The version of that service's manifest. */
  SERVICE_MANIFEST_VERSION(FaultTarget.SERVICE_MANIFEST_VERSION, 0200, TsmAttribute.PAGE_BYTES),
  /** The services' manifest. */
  MANIFESTBLOB(FaultTarget.MANIFESTBLOB, 0444, 0);

  /** Those of a guest without an SVSM. */
  public static final Set<TsmAttribute> WITHOUT_SVSM =
      Set.copyOf(EnumSet.range(INBLOB, PRIVLEVEL_FLOOR));

  private static final int PAGE_BYTES = 4096;

  private final FaultTarget target;
  private final int mode;
  private final int statBytes;

  TsmAttribute(FaultTarget target, int mode, int statBytes) {
    this.target = target;
    this.mode = mode;
    this.statBytes = statBytes;
  }

  /** The name of the file, which is also that of its faults. */
  public String fileName() {
    return target.text();
  }

  /** The permission bits: 0444 or 0200. */
  public int mode() {
    return mode;
  }

  /**
   * The size that stat shows: a page for text, nothing for a blob. Never the size of the content.
   */
  public int statBytes() {
    return statBytes;
  }

  /** Whether it is a blob, which is buffered and not seekable. */
  public boolean binary() {
    return statBytes == 0;
  }

  boolean readable() {
    return mode == 0444;
  }

  FaultTarget target() {
    return target;
  }

  static Optional<TsmAttribute> named(String name) {
    return Arrays.stream(values()).filter(a -> a.fileName().equals(name)).findFirst();
  }
}
