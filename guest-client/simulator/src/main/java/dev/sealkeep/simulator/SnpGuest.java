package dev.sealkeep.simulator;

import java.util.Arrays;
import java.util.List;

/** A guest on a chip: asks the firmware for reports and derived keys. */
public final class SnpGuest {
  private static final int HIGHEST_VMPL = 3;

  private final SnpProcessor processor;
  private final GuestConfiguration configuration;
  private final byte[] reportId;
  private final FirmwareState launch;

  SnpGuest(
      SnpProcessor processor,
      GuestConfiguration configuration,
      byte[] reportId,
      FirmwareState launch) {
    this.processor = processor;
    this.configuration = configuration;
    this.reportId = reportId;
    this.launch = launch;
  }

  /** The chip this guest runs on. */
  public SnpProcessor processor() {
    return processor;
  }

  /** What it was launched with. */
  public GuestConfiguration configuration() {
    return configuration;
  }

  /** The same guest as software at its VMPL 0 sees it, with the VMPCK of that level. */
  SnpGuest atVmpl0() {
    return new SnpGuest(processor, configuration.toBuilder().vmpck(0).build(), reportId, launch);
  }

  /** MSG_REPORT_REQ with {@link ReportRequest#of}. */
  public byte[] report(byte[] reportData) {
    return report(ReportRequest.of(reportData));
  }

  /**
   * MSG_REPORT_REQ: the 1184-byte report, signed by the selected key at the reported TCB.
   *
   * @throws IllegalArgumentException if firmware would refuse: a VMPL below the guest's VMPCK or
   *     above 3, or a VLEK where none is loaded
   */
  public byte[] report(ReportRequest request) {
    return report(request, processor.state());
  }

  /** The same before it is signed, for whoever does that with {@link #signingKey}. */
  public ReportEditor unsignedReport(ReportRequest request) {
    return unsigned(request, processor.state());
  }

  /**
   * SNP_GET_EXT_REPORT with a table of the signing key's certificate, its issuer's and the ARK's.
   */
  public ExtendedReport extendedReport(ReportRequest request) {
    return extendedReport(request, List.of());
  }

  /** The same with further entries after the chain, such as a CRL. */
  public ExtendedReport extendedReport(
      ReportRequest request, List<CertificateTable.Entry> further) {
    FirmwareState state = processor.state();
    CertificateTable table = processor.certificateTable(signingKind(request, state), state);
    for (CertificateTable.Entry entry : further) {
      table = table.with(entry.guid(), entry.content());
    }
    return new ExtendedReport(report(request, state), table.encode());
  }

  /** SNP_GET_EXT_REPORT with a table of the host's choosing. */
  public ExtendedReport extendedReport(ReportRequest request, CertificateTable table) {
    return new ExtendedReport(report(request), table.encode());
  }

  /** The key that signs a report with that selection now, for {@link ReportEditor#signedBy}. */
  public EndorsementKey signingKey(KeySelection selection) {
    FirmwareState state = processor.state();
    return processor.signingKey(kind(selection, state), state);
  }

  /**
   * MSG_KEY_REQ. The key is the simulator's KDF (HKDF-SHA-384, label {@code derived-key}) of the
   * chip's secret, or of the provider's for a VLEK, over the kind of root, the field selection, the
   * VMPL, and each selected field; fields that are not selected count as zeros, and the mitigation
   * vector, if selected, comes last. Host data and report data never count, nor does the TCB unless
   * it is selected.
   */
  public KeyResponse deriveKey(KeyRequest request) {
    FirmwareState state = processor.state();
    return DerivedKey.derive(processor, configuration, launch, state, request);
  }

  /**
   * STATUS of the MSG_REPORT_RSP to {@code request} now: {@link KeyResponse#SUCCESS}, {@link
   * KeyResponse#INVALID_PARAMETER} for a VMPL below the guest's VMPCK or above 3, or {@link
   * KeyResponse#INVALID_KEY} for a VLEK where none is loaded.
   */
  public int reportStatus(ReportRequest request) {
    if (!mayName(request.vmpl())) {
      return KeyResponse.INVALID_PARAMETER;
    }
    boolean loaded = processor.state().select(request.keySelection()).isPresent();
    return loaded ? KeyResponse.SUCCESS : KeyResponse.INVALID_KEY;
  }

  private boolean mayName(int vmpl) {
    return vmpl >= configuration.vmpck() && vmpl <= HIGHEST_VMPL;
  }

  private byte[] report(ReportRequest request, FirmwareState state) {
    ReportEditor unsigned = unsigned(request, state);
    return state.chipKeyMasked()
        ? unsigned.bytes()
        : unsigned.signedBy(processor.signingKey(signingKind(request, state), state));
  }

  private ReportEditor unsigned(ReportRequest request, FirmwareState state) {
    if (!mayName(request.vmpl())) {
      throw new IllegalArgumentException("firmware refuses VMPL " + request.vmpl());
    }
    ReportEditor editor = ReportEditor.blank();
    putGuest(editor, request);
    putPlatform(editor, state);
    putVersioned(editor, state);
    return editor.set(ReportField.KEY_INFO, keyInfo(signingKind(request, state), state));
  }

  private void putGuest(ReportEditor editor, ReportRequest request) {
    byte[] noMigrationAgent = new byte[ReportField.REPORT_ID_MA.size()];
    Arrays.fill(noMigrationAgent, (byte) 0xFF);
    editor
        .set(ReportField.GUEST_SVN, configuration.guestSvn())
        .set(ReportField.POLICY, configuration.policy())
        .set(ReportField.FAMILY_ID, configuration.familyId())
        .set(ReportField.IMAGE_ID, configuration.imageId())
        .set(ReportField.VMPL, request.vmpl())
        .set(ReportField.REPORT_DATA, request.reportData())
        .set(ReportField.MEASUREMENT, configuration.measurement())
        .set(ReportField.HOST_DATA, configuration.hostData())
        .set(ReportField.ID_KEY_DIGEST, configuration.idKeyDigest())
        .set(ReportField.AUTHOR_KEY_DIGEST, configuration.authorKeyDigest())
        .set(ReportField.REPORT_ID, reportId)
        .set(ReportField.REPORT_ID_MA, noMigrationAgent)
        .set(ReportField.LAUNCH_TCB, launch.currentTcb().encode());
  }

  private void putPlatform(ReportEditor editor, FirmwareState state) {
    editor
        .set(ReportField.VERSION, state.reportVersion())
        .set(ReportField.SIGNATURE_ALGO, 1)
        .set(ReportField.CURRENT_TCB, state.currentTcb().encode())
        .set(ReportField.REPORTED_TCB, state.reportedTcb().encode())
        .set(ReportField.COMMITTED_TCB, state.committedTcb().encode())
        .set(ReportField.CURRENT_VERSION, encode(state.currentVersion()))
        .set(ReportField.COMMITTED_VERSION, encode(state.committedVersion()));
    if (!state.chipIdMasked()) {
      editor.set(ReportField.CHIP_ID, processor.chipId());
    }
  }

  /** Fields that came with version 3 and version 5. */
  private void putVersioned(ReportEditor editor, FirmwareState state) {
    boolean three = state.reportVersion() >= 3;
    long info = state.platformInfo();
    editor.set(
        ReportField.PLATFORM_INFO, three ? info : info & ~FirmwareState.ALIAS_CHECK_COMPLETE);
    if (three) {
      CpuId cpuId = state.cpuId();
      byte[] bytes = {(byte) cpuId.family(), (byte) cpuId.model(), (byte) cpuId.stepping()};
      editor.set(ReportField.CPUID, bytes);
    }
    if (state.reportVersion() >= 5) {
      editor
          .set(ReportField.LAUNCH_MIT_VECTOR, launch.mitigationVector())
          .set(ReportField.CURRENT_MIT_VECTOR, state.mitigationVector());
    }
  }

  private long keyInfo(SigningKey kind, FirmwareState state) {
    int signingKey = state.chipKeyMasked() ? 7 : kind.code();
    return (configuration.hasAuthorKey() ? 1 : 0)
        | (state.chipKeyMasked() ? 2 : 0)
        | (signingKey << 2);
  }

  private static SigningKey signingKind(ReportRequest request, FirmwareState state) {
    return kind(request.keySelection(), state);
  }

  private static SigningKey kind(KeySelection selection, FirmwareState state) {
    return state
        .select(selection)
        .orElseThrow(() -> new IllegalArgumentException("firmware refuses: no VLEK is loaded"));
  }

  private static byte[] encode(FirmwareVersion version) {
    return new byte[] {(byte) version.build(), (byte) version.minor(), (byte) version.major()};
  }

  /** Names the type alone. */
  @Override
  public String toString() {
    return "SnpGuest on " + processor;
  }
}
