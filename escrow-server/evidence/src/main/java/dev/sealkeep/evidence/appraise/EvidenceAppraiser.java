package dev.sealkeep.evidence.appraise;

import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.EvidenceVerifier;
import dev.sealkeep.evidence.EvidenceVerifier.Role;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.azure.AzureVtpmVerifier;
import dev.sealkeep.evidence.cca.CcaVerifier;
import dev.sealkeep.evidence.conveyance.Conveyance;
import dev.sealkeep.evidence.conveyance.Unwrapping;
import dev.sealkeep.evidence.eventlog.EventLogVerifier;
import dev.sealkeep.evidence.ima.ImaVerifier;
import dev.sealkeep.evidence.logs.MeasurementLogs;
import dev.sealkeep.evidence.nitro.NitroVerifier;
import dev.sealkeep.evidence.nvidia.NvidiaVerifier;
import dev.sealkeep.evidence.sgx.SgxVerifier;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.snp.CertificateTable;
import dev.sealkeep.evidence.snp.SnpVerifier;
import dev.sealkeep.evidence.svsm.SvsmVtpmVerifier;
import dev.sealkeep.evidence.tdx.TdxVerifier;
import dev.sealkeep.evidence.tpm.TpmVerifier;
import java.util.List;
import java.util.Optional;

/** The verifiers of every technology, found by tag or by content. Thread-safe. */
public final class EvidenceAppraiser {
  private final List<EvidenceVerifier> verifiers;

  /**
   * The verifiers of every technology.
   *
   * @param anchors the roots that evidence may end in
   */
  public EvidenceAppraiser(TrustAnchors anchors, SignatureChecks checks) {
    // Those whose evidence holds another's within it come first, so that content finds the whole.
    SnpVerifier snp = new SnpVerifier(anchors, checks);
    TdxVerifier tdx = new TdxVerifier(anchors, checks);
    this.verifiers =
        List.of(
            new AzureVtpmVerifier(snp, tdx, checks),
            new SvsmVtpmVerifier(anchors, snp, checks),
            tdx,
            new SgxVerifier(anchors, checks),
            new NitroVerifier(anchors, checks),
            new CcaVerifier(anchors, checks),
            new NvidiaVerifier(anchors, checks),
            new TpmVerifier(anchors, checks),
            snp,
            new ImaVerifier(),
            new EventLogVerifier());
  }

  /** Given verifiers, in the order in which content is offered to them. */
  EvidenceAppraiser(List<EvidenceVerifier> verifiers) {
    this.verifiers = List.copyOf(verifiers);
  }

  /** Every verifier, those whose evidence holds another's within it first. */
  public List<EvidenceVerifier> verifiers() {
    return verifiers;
  }

  /** The verifier of a tag, simulated or not; empty if this release has none. */
  public Optional<EvidenceVerifier> forTag(String tag) {
    return verifiers.stream()
        .filter(v -> v.technology().equals(TrustAnchors.format(tag)))
        .findFirst();
  }

  /** The first verifier that takes one of the blobs for its evidence. */
  public Optional<EvidenceVerifier> forContent(List<byte[]> blobs) {
    return verifiers.stream()
        .filter(v -> blobs.stream().anyMatch(blob -> v.role(blob) == Role.EVIDENCE))
        .findFirst();
  }

  /**
   * The evidence in an envelope that holds one message of the technology; otherwise the blob
   * itself, which a verifier that cannot read it refuses.
   */
  public static byte[] unwrapped(String tag, byte[] blob) {
    return Conveyance.unwrap(blob) instanceof Unwrapping.Wrapped(List<Unwrapping.Message> messages)
            && messages.size() == 1
            && messages.getFirst().tag().equals(TrustAnchors.format(tag))
        ? messages.getFirst().blob()
        : blob;
  }

  /** Whether a blob is a measurement log that explains measured registers. */
  public boolean isEventLog(byte[] blob) {
    return MeasurementLogs.isRecognised(blob);
  }

  /**
   * Adds what a blob of collateral holds: what {@link Collateral.Builder#add} recognises, and the
   * certificates in a host's certificate table.
   *
   * @return how many objects were recognised
   */
  public int addCollateral(Collateral.Builder builder, byte[] blob) {
    if (!CertificateTable.isRecognised(blob)) {
      return builder.add(blob);
    }
    return CertificateTable.parseAuxiliary(blob) instanceof Parsed.Accepted<Collateral>(var table)
        ? builder.addAll(table)
        : 0;
  }
}
