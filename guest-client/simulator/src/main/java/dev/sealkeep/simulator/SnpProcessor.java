package dev.sealkeep.simulator;

import dev.sealkeep.protocol.secret.SecretBytes;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One chip: its identity, its endorsement keys, and its firmware's state, which the host changes
 * over time. COMMITTED ≤ CURRENT and REPORTED ≤ COMMITTED hold in every component, as firmware
 * keeps them; {@link ReportEditor} makes what firmware never would.
 *
 * <p>Thread-safe: {@link #state()} is a consistent snapshot.
 */
public final class SnpProcessor {
  private static final String VCEK_LABEL = "vcek";
  private static final String VLEK_LABEL = "vlek";

  private final SnpInstallation installation;
  private final SecretBytes secret;
  private final byte[] chipId;

  /** Firmware keeps them; making one takes a point multiplication, as long as a signature. */
  private final Map<SigningKey, Loaded> keys = new ConcurrentHashMap<>();

  /** A host keeps them; making one takes a signature by RSA. */
  private final Map<SigningKey, Certificate> certificates = new ConcurrentHashMap<>();

  /** What a kind of key and its certificate depend on. */
  private record Issued(TcbVersion tcb, Optional<String> cspId) {
    static Issued at(FirmwareState state) {
      return new Issued(state.reportedTcb(), state.cspId());
    }
  }

  private record Loaded(Issued issued, EndorsementKey key) {}

  @SuppressWarnings("ArrayRecordComponent") // never compared by equals
  private record Certificate(Issued issued, byte[] der) {}

  // Guarded by this; state() is a consistent snapshot.
  private TcbVersion currentTcb;
  private TcbVersion committedTcb;
  private TcbVersion reportedTcb;
  private FirmwareVersion currentVersion = FirmwareState.INITIAL_VERSION;
  private FirmwareVersion committedVersion = FirmwareState.INITIAL_VERSION;
  private int reportVersion = FirmwareState.INITIAL_REPORT_VERSION;
  private long platformInfo = FirmwareState.INITIAL_PLATFORM_INFO;
  private long mitigationVector;
  private CpuId cpuId;
  private boolean chipIdMasked;
  private boolean chipKeyMasked;
  private Optional<String> cspId = Optional.empty();

  SnpProcessor(SnpInstallation installation, SecretBytes secret, TcbVersion tcb) {
    requireProduct(installation.product(), tcb);
    this.installation = installation;
    this.secret = secret;
    this.chipId = KeyDerivation.derive(secret, installation.product().chipIdBytes(), "chip-id");
    this.currentTcb = tcb;
    this.committedTcb = tcb;
    this.reportedTcb = tcb;
    this.cpuId = installation.product().cpuId();
  }

  /** The installation this chip belongs to. */
  public SnpInstallation installation() {
    return installation;
  }

  /** The chip's id: 64 bytes, or 8 on Turin. A masked report does not show it. */
  public byte[] chipId() {
    return chipId.clone();
  }

  /** The firmware's state now. */
  public synchronized FirmwareState state() {
    return new FirmwareState(
        currentTcb,
        committedTcb,
        reportedTcb,
        currentVersion,
        committedVersion,
        reportVersion,
        platformInfo,
        mitigationVector,
        cpuId,
        chipIdMasked,
        chipKeyMasked,
        cspId);
  }

  /** Loads newer or older firmware: sets CURRENT_TCB, which is at least COMMITTED_TCB. */
  public synchronized void updateFirmware(TcbVersion tcb, FirmwareVersion version) {
    requireProduct(installation.product(), tcb);
    requireOrder(committedTcb, tcb, "the committed TCB is above the new current TCB");
    currentTcb = tcb;
    currentVersion = version;
  }

  /** SNP_COMMIT: committed and reported become current, and no older firmware loads any more. */
  public synchronized void commit() {
    committedTcb = currentTcb;
    committedVersion = currentVersion;
    reportedTcb = currentTcb;
  }

  /** SNP_CONFIG: sets REPORTED_TCB, at most COMMITTED_TCB, and with it the endorsement key. */
  public synchronized void setReportedTcb(TcbVersion tcb) {
    requireProduct(installation.product(), tcb);
    requireOrder(tcb, committedTcb, "the reported TCB is above the committed TCB");
    reportedTcb = tcb;
  }

  /** SNP_CONFIG: whether reports have zeros for CHIP_ID. */
  public synchronized void maskChipId(boolean masked) {
    chipIdMasked = masked;
  }

  /** SNP_CONFIG: whether reports are left unsigned. */
  public synchronized void maskChipKey(boolean masked) {
    chipKeyMasked = masked;
  }

  /** SNP_VLEK_LOAD: loads the VLEK of a provider, such as {@code CN=cc-one.example}. */
  public synchronized void loadVlek(String provider) {
    cspId = Optional.of(provider);
  }

  /** Sets the version of the reports, 2 to 5. */
  public synchronized void setReportVersion(int value) {
    if (value < 2 || value > 5) {
      throw new IllegalArgumentException("a report's version is 2 to 5, not " + value);
    }
    reportVersion = value;
  }

  /** Sets PLATFORM_INFO. */
  public synchronized void setPlatformInfo(long value) {
    platformInfo = value;
  }

  /** Sets the mitigation vector, which reports of version 5 show. */
  public synchronized void setMitigationVector(long value) {
    mitigationVector = value;
  }

  /** Sets family, model and stepping, such as those of Bergamo in a Genoa installation. */
  public synchronized void setCpuId(CpuId value) {
    cpuId = value;
  }

  /** Launches a guest; its report id is 32 bytes from {@code random}. */
  public SnpGuest launch(GuestConfiguration configuration, SecureRandom random) {
    byte[] reportId = new byte[ReportField.REPORT_ID.size()];
    random.nextBytes(reportId);
    return new SnpGuest(this, configuration, reportId, state());
  }

  /** The VCEK of a TCB: a function of the chip and the TCB. */
  public EndorsementKey vcek(TcbVersion tcb) {
    return key(secret, VCEK_LABEL, tcb);
  }

  /** The VLEK of the loaded provider: a function of the provider and the TCB. */
  public EndorsementKey vlek(TcbVersion tcb) {
    return key(providerSecret(state()), VLEK_LABEL, tcb);
  }

  /** The key of that kind at the reported TCB. */
  public EndorsementKey signingKey(SigningKey kind) {
    return signingKey(kind, state());
  }

  EndorsementKey signingKey(SigningKey kind, FirmwareState at) {
    Issued wanted = Issued.at(at);
    return keys.compute(
            kind,
            (_, kept) ->
                kept != null && kept.issued().equals(wanted)
                    ? kept
                    : new Loaded(wanted, derived(kind, at)))
        .key();
  }

  private EndorsementKey derived(SigningKey kind, FirmwareState at) {
    return switch (kind) {
      case VCEK -> vcek(at.reportedTcb());
      case VLEK -> key(providerSecret(at), VLEK_LABEL, at.reportedTcb());
    };
  }

  /** What the certificate of that kind of key says at the reported TCB. */
  public EndorsementProfile profile(SigningKey kind) {
    return profile(kind, state());
  }

  private EndorsementProfile profile(SigningKey kind, FirmwareState at) {
    Instant notBefore = installation.notBefore();
    return switch (kind) {
      case VCEK -> EndorsementProfile.vcek(at.reportedTcb(), chipId, notBefore);
      case VLEK -> EndorsementProfile.vlek(at.reportedTcb(), provider(at), notBefore);
    };
  }

  /** The DER certificate of that kind of key at the reported TCB. */
  public byte[] certificate(SigningKey kind) {
    return certificate(kind, state());
  }

  private byte[] certificate(SigningKey kind, FirmwareState at) {
    Issued wanted = Issued.at(at);
    return certificates
        .compute(
            kind,
            (_, kept) ->
                kept != null && kept.issued().equals(wanted)
                    ? kept
                    : new Certificate(
                        wanted,
                        installation.certify(
                            profile(kind, at), kind.issuer(), signingKey(kind, at))))
        .der()
        .clone();
  }

  /** The host's table for that kind of key: the key's certificate, its issuer's and the ARK's. */
  public CertificateTable certificateTable(SigningKey kind) {
    return certificateTable(kind, state());
  }

  CertificateTable certificateTable(SigningKey kind, FirmwareState at) {
    return CertificateTable.empty()
        .with(
            switch (kind) {
              case VCEK -> CertificateTable.VCEK;
              case VLEK -> CertificateTable.VLEK;
            },
            certificate(kind, at))
        .with(CertificateTable.ASK, installation.certificate(kind.issuer()))
        .with(CertificateTable.ARK, installation.ark());
  }

  /** The root of derived keys of that kind, independent of the TCB. */
  SecretBytes rootSecret(SigningKey kind, FirmwareState at) {
    return switch (kind) {
      case VCEK -> secret;
      case VLEK -> providerSecret(at);
    };
  }

  private SecretBytes providerSecret(FirmwareState at) {
    return installation.providerSecret(provider(at));
  }

  private static String provider(FirmwareState at) {
    return at.cspId().orElseThrow(() -> new IllegalStateException("no VLEK is loaded"));
  }

  private static EndorsementKey key(SecretBytes root, String label, TcbVersion tcb) {
    byte[] material =
        KeyDerivation.derive(root, EndorsementKey.MATERIAL_BYTES, label, tcb.encode());
    try {
      return new EndorsementKey(material);
    } finally {
      Arrays.fill(material, (byte) 0);
    }
  }

  private static void requireProduct(Product product, TcbVersion tcb) {
    if (tcb.product() != product) {
      throw new IllegalArgumentException("a TCB of " + tcb.product() + " on " + product);
    }
  }

  private static void requireOrder(TcbVersion lower, TcbVersion upper, String message) {
    if (!lower.atMost(upper)) {
      throw new IllegalArgumentException(message);
    }
  }

  /** Names the product, no secret. */
  @Override
  public String toString() {
    return "SnpProcessor[" + installation.product() + "]";
  }
}
