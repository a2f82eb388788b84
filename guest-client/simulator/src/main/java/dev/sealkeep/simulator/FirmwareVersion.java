package dev.sealkeep.simulator;

/**
 * The version of the SEV firmware, each part 0 to 255.
 *
 * @param major the ABI's major version
 * @param minor the ABI's minor version
 * @param build the build number
 */
public record FirmwareVersion(int major, int minor, int build) {}
