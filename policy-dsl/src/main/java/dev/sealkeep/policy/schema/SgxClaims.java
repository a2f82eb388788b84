package dev.sealkeep.policy.schema;

/**
 * The claims of an Intel SGX quote.
 *
 * <p>Source: Intel SGX ECDSA Quote Library API, appendix 4, Enclave Report Body; Intel SDM volume
 * 3D for ATTRIBUTES.
 */
final class SgxClaims {
  private final IntelClaims claims = new IntelClaims();

  private SgxClaims() {}

  static ClaimSchema schema(String technology) {
    SgxClaims sgx = new SgxClaims();
    sgx.identity();
    sgx.attributes();
    return sgx.claims.schema(technology);
  }

  private void identity() {
    digest("mr_enclave", "Digest of the enclave at launch", "MRENCLAVE", 64);
    digest("mr_signer", "Digest of the key that signed the enclave", "MRSIGNER", 128);
    integer("isv_prod_id", "Product, by its signer", "ISVPRODID", 256);
    version("isv_svn", "Security version, by its signer", "ISVSVN", 258);
    bytes("isv_ext_prod_id", 16, "Longer product id; zero without KSS", "ISVEXTPRODID", 32);
    bytes("isv_family_id", 16, "Family of products; zero without KSS", "ISVFAMILYID", 304);
    bytes("config_id", 64, "Configuration at launch; zero without KSS", "CONFIGID", 192);
    version(
        "config_svn", "Security version of the configuration; zero without KSS", "CONFIGSVN", 260);
    bytes("report_data", 64, "What the enclave asked to be bound", "REPORTDATA", 320);
  }

  private void attributes() {
    attribute("init", "Whether the enclave was initialised", 0);
    attribute("debug", "Whether the host may debug the enclave", 1);
    attribute("mode64bit", "Whether the enclave runs in 64-bit mode", 2);
    attribute("provision_key", "Whether the enclave may have the provisioning key", 4);
    attribute("einittoken_key", "Whether the enclave may have the launch key", 5);
    attribute("kss", "Whether key separation and sharing is on", 7);
    bytes(
        "attributes.xfrm", 8, "Extended processor features that it may use", "ATTRIBUTES.XFRM", 56);
    bytes("misc_select", 4, "Extra information on exits, in memory order", "MISCSELECT", 16);
    bytes("cpu_svn", 16, "Security version of the processor", "CPUSVN", 0);
  }

  private void bytes(String name, int length, String documentation, String field, int offset) {
    claims.body(name, length, documentation, source(field, offset));
  }

  private void digest(String name, String documentation, String field, int offset) {
    claims.body(name, IntelClaims.SHA256, documentation, source(field, offset));
  }

  private void integer(String name, String documentation, String field, int offset) {
    claims.body(name, IntelClaims.U16, documentation, source(field, offset));
  }

  private void version(String name, String documentation, String field, int offset) {
    claims.body(name, IntelClaims.SVN16, documentation, source(field, offset));
  }

  private void attribute(String name, String documentation, int bit) {
    claims.body(
        "attributes." + name,
        IntelClaims.BOOL,
        documentation,
        source("ATTRIBUTES", 48) + ", bit " + bit);
  }

  private static String source(String field, int offset) {
    return "enclave report, " + field + ", offset " + offset;
  }
}
