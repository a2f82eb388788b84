package dev.sealkeep.policy.schema;

/**
 * The claims of an Intel TDX quote.
 *
 * <p>Source: Intel TDX DCAP Quoting Library API, appendix 3, TD Quote Body; Intel TDX Module ABI
 * for ATTRIBUTES.
 */
final class TdxClaims {
  private static final int REGISTER_BYTES = 48;

  private final IntelClaims claims = new IntelClaims();

  private TdxClaims() {}

  static ClaimSchema schema(String technology) {
    TdxClaims tdx = new TdxClaims();
    tdx.identity();
    tdx.attributes();
    tdx.module();
    return tdx.claims.schema(technology);
  }

  private void identity() {
    register("mr_td", "Digest of the TD's memory at launch", "MRTD", 136);
    register(
        "mr_config_id", "What the host bound to the TD, of its configuration", "MRCONFIGID", 184);
    register("mr_owner", "What the host bound to the TD, of its owner", "MROWNER", 232);
    register("mr_owner_config", "The same, of the owner's configuration", "MROWNERCONFIG", 280);
    register("rtmr0", "Run-time measurements: virtual firmware's configuration", "RTMR0", 328);
    register("rtmr1", "Run-time measurements: boot loader and kernel", "RTMR1", 376);
    register("rtmr2", "Run-time measurements: command line, initrd, system", "RTMR2", 424);
    register("rtmr3", "Run-time measurements: for the workload's use", "RTMR3", 472);
    bytes("report_data", 64, "What the TD asked the module to bind", "REPORTDATA", 520);
    register("mr_service_td", "Digest of the bound service TDs; TDX 1.5 only", "MRSERVICETD", 600);
  }

  private void attributes() {
    attribute("debug", "Whether the host may debug the TD", 0);
    attribute("sept_ve_disable", "Whether page faults of the TD's own raise no #VE", 28);
    attribute("migratable", "Whether the TD may be migrated", 29);
    attribute("pks", "Whether supervisor protection keys are allowed", 30);
    attribute("kl", "Whether Key Locker is allowed", 31);
    attribute("perfmon", "Whether performance counters are allowed", 63);
    bytes("xfam", 8, "Extended processor features that the TD may use", "XFAM", 128);
  }

  private void module() {
    bytes("tee_tcb_svn", 16, "SVNs of the TDX module at launch", "TEE_TCB_SVN", 0);
    bytes("tee_tcb_svn_2", 16, "SVNs of the TDX module now; TDX 1.5 only", "TEE_TCB_SVN_2", 584);
    register("mr_seam", "Digest of the TDX module", "MRSEAM", 16);
    register("mr_signer_seam", "Signer of the TDX module; zero for Intel's", "MRSIGNERSEAM", 64);
    bytes("seam_attributes", 8, "Attributes of the TDX module", "SEAMATTRIBUTES", 112);
  }

  private void register(String name, String documentation, String field, int offset) {
    bytes(name, REGISTER_BYTES, documentation, field, offset);
  }

  private void bytes(String name, int length, String documentation, String field, int offset) {
    claims.body(name, length, documentation, "TD report, " + field + ", offset " + offset);
  }

  private void attribute(String name, String documentation, int bit) {
    claims.body(
        "td_attributes." + name,
        IntelClaims.BOOL,
        documentation,
        "TD report, TDATTRIBUTES, offset 120, bit " + bit);
  }
}
