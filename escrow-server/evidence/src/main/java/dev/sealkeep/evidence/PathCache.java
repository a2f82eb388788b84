package dev.sealkeep.evidence;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.evidence.x509.CertificatePath;
import dev.sealkeep.evidence.x509.CertificatePathFinder;
import dev.sealkeep.evidence.x509.PathFault;
import dev.sealkeep.evidence.x509.PathRevocation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Paths to pinned roots with the revocation lists that speak of them, each found once. What is kept
 * stands under digests of everything that it was found from, so that a list which arrives later is
 * another key. Only what ends in a pinned root is kept, so strangers' certificates displace
 * nothing. Time is never part of it: validity and revocation are asked anew for each item of
 * evidence. Thread-safe.
 */
public final class PathCache {
  private static final int MAX_PATHS = 4096;

  private final CertificatePathFinder finder;
  private final SignatureChecks checks;
  private final Cache<Key, PathRevocation> paths =
      Caffeine.newBuilder().maximumSize(MAX_PATHS).build();

  private record Key(String leaf, String conveyed, String supplied) {}

  /** A cache of the paths to the roots that are pinned for a technology. */
  public PathCache(String technology, TrustAnchors anchors, SignatureChecks checks) {
    this.checks = checks;
    this.finder =
        new CertificatePathFinder(checks, spki -> anchors.find(technology, spki).isPresent());
  }

  /** What came of a search. */
  public sealed interface Outcome {
    /** There is a path; the lists are the relying party's that speak of it. */
    record Found(PathRevocation revocation) implements Outcome {}

    /** There is none. */
    record Broken(PathFault fault) implements Outcome {}
  }

  /**
   * Finds a path.
   *
   * @param conveyed certificates that came with the evidence, tried first
   * @param supplied the relying party's own certificates and revocation lists
   */
  public Outcome find(Certificate leaf, List<Certificate> conveyed, Collateral supplied) {
    Key key = new Key(leaf.sha256(), digest(conveyed), supplied.digest());
    PathRevocation kept = paths.getIfPresent(key);
    if (kept != null) {
      return new Outcome.Found(kept);
    }
    List<Certificate> candidates =
        Stream.concat(conveyed.stream(), supplied.certificates().stream()).distinct().toList();
    return switch (finder.find(leaf, candidates)) {
      case CertificatePathFinder.Outcome.Broken(PathFault fault) -> new Outcome.Broken(fault);
      case CertificatePathFinder.Outcome.Found(CertificatePath path) -> {
        PathRevocation found = PathRevocation.of(path, supplied.revocationLists(), checks);
        paths.put(key, found);
        yield new Outcome.Found(found);
      }
    };
  }

  private static String digest(List<Certificate> certificates) {
    MessageDigest sha256 = Certificate.sha256Digest();
    certificates.forEach(c -> sha256.update(c.sha256().getBytes(StandardCharsets.US_ASCII)));
    return HexFormat.of().formatHex(sha256.digest());
  }
}
