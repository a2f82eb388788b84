package dev.sealkeep.policy.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The claims of an Intel TDX quote.
 *
 * <p>Source: Intel TDX DCAP Quoting Library API, appendix 3, TD Quote Body; Intel TDX Module ABI
 * for ATTRIBUTES.
 */
final class TdxClaims {
  private static final int HOST_SET_BYTES = 48;
  private static final List<String> COMPONENTS = List.of("module_svn", "loader_svn");
  private static final int MODULE_VERSIONS = 16;

  private final IntelClaims claims = new IntelClaims();

  private TdxClaims() {}

  /** The claims of a quote and of a CCEL that replays to its registers. */
  static ClaimSchema schema(String technology) {
    List<Claim> claims = new ArrayList<>(ofQuote(technology).byName().values());
    EventLogClaims.appendOfRtmrsTo(claims);
    return new ClaimSchema(technology, claims);
  }

  /** The claims of a quote alone. */
  static ClaimSchema ofQuote(String technology) {
    TdxClaims tdx = new TdxClaims();
    tdx.identity();
    tdx.attributes();
    tdx.module();
    return tdx.claims.schema(technology);
  }

  private void identity() {
    digest("mr_td", "Digest of the TD's memory at launch", "MRTD", 136);
    hostSet(
        "mr_config_id", "What the host bound to the TD, of its configuration", "MRCONFIGID", 184);
    hostSet("mr_owner", "What the host bound to the TD, of its owner", "MROWNER", 232);
    hostSet("mr_owner_config", "The same, of the owner's configuration", "MROWNERCONFIG", 280);
    digest("rtmr0", "Run-time measurements: virtual firmware's configuration", "RTMR0", 328);
    digest("rtmr1", "Run-time measurements: boot loader and kernel", "RTMR1", 376);
    digest("rtmr2", "Run-time measurements: command line, initrd, system", "RTMR2", 424);
    digest("rtmr3", "Run-time measurements: for the workload's use", "RTMR3", 472);
    bytes("report_data", 64, "What the TD asked the module to bind", "REPORTDATA", 520);
    digest("mr_service_td", "Digest of the bound service TDs; TDX 1.5 only", "MRSERVICETD", 600);
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
    tcb("tee_tcb", "TCB of the TDX module at launch, by its version up to 15", "TEE_TCB_SVN", 0);
    bytes("tee_tcb_svn_2", 16, "SVNs of the TDX module now; TDX 1.5 only", "TEE_TCB_SVN_2", 584);
    tcb("tee_tcb_2", "TCB of the TDX module now, likewise; TDX 1.5 only", "TEE_TCB_SVN_2", 584);
    digest("mr_seam", "Digest of the TDX module", "MRSEAM", 16);
    digest("mr_signer_seam", "Signer of the TDX module; zero for Intel's", "MRSIGNERSEAM", 64);
    bytes("seam_attributes", 8, "Attributes of the TDX module", "SEAMATTRIBUTES", 112);
  }

  /**
   * The layouts: the SVN of a module counts anew in each of its versions, and Intel compares it
   * within one version alone, so each version is a product. It is {@code tdx} for version 0, which
   * has no identity of its own, then as its identity's id: {@code tdx_01}.
   */
  private static Map<String, List<String>> moduleVersions() {
    Map<String, List<String>> layouts = new TreeMap<>(Map.of("tdx", COMPONENTS));
    for (int version = 1; version < MODULE_VERSIONS; version++) {
      layouts.put("tdx_%02x".formatted(version), COMPONENTS);
    }
    return layouts;
  }

  private void tcb(String name, String documentation, String field, int offset) {
    claims.body(
        name,
        new ClaimType.Tcb(moduleVersions()),
        documentation,
        source(field, offset) + ", bytes 0 to 2");
  }

  private void digest(String name, String documentation, String field, int offset) {
    claims.body(name, IntelClaims.SHA384, documentation, source(field, offset));
  }

  private void hostSet(String name, String documentation, String field, int offset) {
    bytes(name, HOST_SET_BYTES, documentation, field, offset);
  }

  private void bytes(String name, int length, String documentation, String field, int offset) {
    claims.body(name, length, documentation, source(field, offset));
  }

  private static String source(String field, int offset) {
    return "TD report, " + field + ", offset " + offset;
  }

  private void attribute(String name, String documentation, int bit) {
    claims.body(
        "td_attributes." + name,
        IntelClaims.BOOL,
        documentation,
        "TD report, TDATTRIBUTES, offset 120, bit " + bit);
  }
}
