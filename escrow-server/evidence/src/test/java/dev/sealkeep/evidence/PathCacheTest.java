package dev.sealkeep.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.evidence.x509.PathFault;
import dev.sealkeep.evidence.x509.PathRevocation;
import dev.sealkeep.evidence.x509.TestAuthority;
import dev.sealkeep.evidence.x509.TestAuthority.Profile;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class PathCacheTest {
  private static final String TECHNOLOGY = TrustAnchors.AWS_NITRO;
  private static final Instant AT = TestAuthority.FROM.plusSeconds(60);

  private final TestAuthority root = TestAuthority.root("Root");
  private final TestAuthority middle = root.issue(Profile.authority("Middle"));
  private final TestAuthority leaf = middle.issue(Profile.leaf("Leaf"));
  private final PathCache cache =
      new PathCache(
          TECHNOLOGY,
          TrustAnchors.none()
              .withTrusted(TECHNOLOGY, HexFormat.of().parseHex(root.certificate().spkiSha256())),
          SignatureChecks.fastest());

  private final List<Certificate> chain = List.of(middle.certificate(), root.certificate());

  private PathRevocation found(List<Certificate> conveyed, Collateral supplied) {
    PathCache.Outcome outcome = cache.find(leaf.certificate(), conveyed, supplied);
    assertThat(outcome).isInstanceOf(PathCache.Outcome.Found.class);
    return ((PathCache.Outcome.Found) outcome).revocation();
  }

  private Collateral revoking() {
    return Collateral.of(List.of(middle.revoke(AT, List.of(leaf.certificate())).encoded()));
  }

  @Test
  void samePathIsFoundOnce() {
    PathRevocation first = found(chain, Collateral.none());
    assertThat(found(chain, Collateral.none())).isSameAs(first);
    assertThat(first.path().certificates())
        .containsExactly(leaf.certificate(), middle.certificate(), root.certificate());
  }

  @Test
  void certificatesOfBothSidesMakeThePath() {
    Collateral supplied = Collateral.of(List.of(root.certificate().encoded()));
    assertThat(found(List.of(middle.certificate()), supplied).path().root())
        .isEqualTo(root.certificate());
  }

  @Test
  void listThatArrivesLaterCountsAndOneThatIsTakenBackDoesNot() {
    assertThat(found(chain, Collateral.none()).faults()).isEmpty();
    assertThat(found(chain, revoking()).faults())
        .extracting(PathFault::kind)
        .containsExactly(PathFault.Kind.REVOKED);
    assertThat(found(chain, Collateral.none()).faults()).isEmpty();
  }

  @Test
  void validityIsAskedAnewOfKeptPaths() {
    PathRevocation kept = found(chain, Collateral.none());
    assertThat(kept.path().faultsAt(AT)).isEmpty();
    assertThat(found(chain, Collateral.none()).path().faultsAt(TestAuthority.UNTIL.plusSeconds(1)))
        .extracting(PathFault::kind)
        .containsOnly(PathFault.Kind.EXPIRED);
  }

  @Test
  void whatIsMissingIsSoughtAgain() {
    assertThat(cache.find(leaf.certificate(), List.of(), Collateral.none()))
        .isInstanceOfSatisfying(
            PathCache.Outcome.Broken.class,
            broken -> assertThat(broken.fault().kind()).isEqualTo(PathFault.Kind.INCOMPLETE));
    assertThat(found(chain, Collateral.none()).path().leaf()).isEqualTo(leaf.certificate());
    assertThat(cache.find(leaf.certificate(), List.of(), Collateral.none()))
        .isInstanceOf(PathCache.Outcome.Broken.class);
  }
}
