package dev.sealkeep.evidence.snp;

/**
 * The version of the SNP firmware; each number is 0 to 255.
 *
 * @param major the API's major version
 * @param minor the API's minor version
 * @param build the build number
 */
public record FirmwareVersion(int major, int minor, int build) {
  @Override
  public String toString() {
    return major + "." + minor + "." + build;
  }
}
