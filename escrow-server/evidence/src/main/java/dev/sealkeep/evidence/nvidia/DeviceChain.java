package dev.sealkeep.evidence.nvidia;

import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.PathCache;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.evidence.x509.CertificatePath;
import dev.sealkeep.evidence.x509.PathRevocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The way from a GPU's leaf to a pinned root, as far as it goes.
 *
 * @param leaf the end of the chain; empty if it names no firmware
 * @param path empty if there is none to a pinned root
 * @param revocation what lists say of the path
 * @param reasons what speaks against the chain
 */
record DeviceChain(
    Optional<DeviceCertificate> leaf,
    Optional<CertificatePath> path,
    Optional<PathRevocation> revocation,
    List<Reason> reasons) {
  private static final int MAX_LEAVES = 4;

  DeviceChain {
    reasons = List.copyOf(reasons);
  }

  /** Finds chains with one set of roots. */
  static final class Finder {
    private final PathCache paths;

    Finder(TrustAnchors anchors, SignatureChecks checks) {
      this.paths = new PathCache(TrustAnchors.NVIDIA_GPU, anchors, checks);
    }

    /**
     * The chains of the likeliest leaves: certificates that name firmware, or else NVIDIA's that
     * issued none of the others.
     *
     * @param subjects what may be a leaf
     * @param conveyed what came with the evidence and may be between it and a root
     */
    List<DeviceChain> of(
        List<Certificate> subjects, List<Certificate> conveyed, AppraisalContext context) {
      List<Certificate> leaves =
          subjects.stream().filter(c -> DeviceCertificate.of(c).isPresent()).toList();
      return (leaves.isEmpty() ? ends(subjects) : leaves)
          .stream().limit(MAX_LEAVES).map(leaf -> of(leaf, conveyed, context)).toList();
    }

    private static List<Certificate> ends(List<Certificate> subjects) {
      List<Certificate> named = subjects.stream().filter(DeviceCertificate::isNamed).toList();
      return named.stream()
          .filter(c -> named.stream().noneMatch(other -> !other.equals(c) && other.names(c)))
          .toList();
    }

    private DeviceChain of(Certificate leaf, List<Certificate> conveyed, AppraisalContext context) {
      List<Reason> reasons = new ArrayList<>();
      Optional<DeviceCertificate> device = DeviceCertificate.of(leaf);
      if (leaf.names(leaf)) {
        reasons.add(NvidiaReason.CHAIN_TOO_SHORT.plain());
      } else if (device.isEmpty()) {
        reasons.add(NvidiaReason.FWID_MISSING.plain());
      } else if (!leaf.maySign()) {
        reasons.add(NvidiaReason.CERTIFICATE_NOT_FOR_SIGNING.plain());
      }
      Optional<PathRevocation> revocation = revocation(leaf, conveyed, context, reasons);
      Optional<CertificatePath> path = revocation.map(PathRevocation::path);
      path.ifPresent(p -> p.faultsAt(context.at()).forEach(f -> reasons.add(NvidiaReason.of(f))));
      revocation.ifPresent(r -> r.faults().forEach(f -> reasons.add(NvidiaReason.of(f))));
      return new DeviceChain(device, path, revocation, reasons);
    }

    private Optional<PathRevocation> revocation(
        Certificate leaf,
        List<Certificate> conveyed,
        AppraisalContext context,
        List<Reason> reasons) {
      return switch (paths.find(leaf, conveyed, context.collateral())) {
        case PathCache.Outcome.Found(PathRevocation revocation) -> Optional.of(revocation);
        case PathCache.Outcome.Broken(var fault) -> {
          reasons.add(NvidiaReason.of(fault));
          yield Optional.empty();
        }
      };
    }
  }
}
