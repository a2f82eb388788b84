package dev.sealkeep.simulator;

import java.util.Optional;

/**
 * What the firmware of a chip holds at one moment.
 *
 * @param currentTcb the TCB that runs
 * @param committedTcb the floor below which firmware does not roll back
 * @param reportedTcb the TCB that selects the endorsement key
 * @param currentVersion the firmware that runs
 * @param committedVersion the firmware that was committed
 * @param reportVersion the version of its reports, 2 to 5
 * @param platformInfo PLATFORM_INFO
 * @param mitigationVector the current mitigation vector
 * @param cpuId family, model and stepping
 * @param chipIdMasked MASK_CHIP_ID
 * @param chipKeyMasked MASK_CHIP_KEY
 * @param cspId the provider whose VLEK is loaded
 */
public record FirmwareState(
    TcbVersion currentTcb,
    TcbVersion committedTcb,
    TcbVersion reportedTcb,
    FirmwareVersion currentVersion,
    FirmwareVersion committedVersion,
    int reportVersion,
    long platformInfo,
    long mitigationVector,
    CpuId cpuId,
    boolean chipIdMasked,
    boolean chipKeyMasked,
    Optional<String> cspId) {
  /** The PLATFORM_INFO bit that came with report version 3. */
  static final long ALIAS_CHECK_COMPLETE = 1L << 5;

  /** SMT_EN, ECC_EN and ALIAS_CHECK_COMPLETE. */
  static final long INITIAL_PLATFORM_INFO = 0x5L | ALIAS_CHECK_COMPLETE;

  static final FirmwareVersion INITIAL_VERSION = new FirmwareVersion(1, 55, 40);
  static final int INITIAL_REPORT_VERSION = 3;

  /** The kind of key that a selection means, or empty if none is loaded. */
  Optional<SigningKey> select(KeySelection selection) {
    boolean loaded = cspId.isPresent();
    return switch (selection) {
      case VLEK_IF_LOADED -> Optional.of(loaded ? SigningKey.VLEK : SigningKey.VCEK);
      case VCEK -> Optional.of(SigningKey.VCEK);
      case VLEK -> loaded ? Optional.of(SigningKey.VLEK) : Optional.empty();
    };
  }
}
