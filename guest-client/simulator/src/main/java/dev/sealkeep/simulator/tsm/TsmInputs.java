package dev.sealkeep.simulator.tsm;

import java.util.Optional;
import java.util.UUID;

/**
 * What was written into an instance.
 *
 * @param inblob what the report is to bind; empty before the first write
 * @param privlevel the VMPL of the request
 * @param serviceProvider who is to make the report; the guest's own device if empty
 * @param serviceGuid which of its services; all of them if zero
 * @param manifestVersion the version of the service's manifest
 */
@SuppressWarnings("ArrayRecordComponent") // raw bytes; never compared by equals
public record TsmInputs(
    byte[] inblob,
    int privlevel,
    Optional<String> serviceProvider,
    UUID serviceGuid,
    int manifestVersion) {
  /** Every service. */
  public static final UUID ALL_SERVICES = new UUID(0, 0);

  /** Those of a new instance. */
  static final TsmInputs NONE = new TsmInputs(new byte[0], 0, Optional.empty(), ALL_SERVICES, 0);

  TsmInputs withInblob(byte[] other) {
    return new TsmInputs(other.clone(), privlevel, serviceProvider, serviceGuid, manifestVersion);
  }

  TsmInputs withPrivlevel(int other) {
    return new TsmInputs(inblob, other, serviceProvider, serviceGuid, manifestVersion);
  }

  TsmInputs withServiceProvider(String other) {
    return new TsmInputs(inblob, privlevel, Optional.of(other), serviceGuid, manifestVersion);
  }

  TsmInputs withServiceGuid(UUID other) {
    return new TsmInputs(inblob, privlevel, serviceProvider, other, manifestVersion);
  }

  TsmInputs withManifestVersion(int other) {
    return new TsmInputs(inblob, privlevel, serviceProvider, serviceGuid, other);
  }
}
