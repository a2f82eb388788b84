package dev.sealkeep.evidence.x509;

import static dev.sealkeep.evidence.x509.TestAuthority.FROM;
import static dev.sealkeep.evidence.x509.TestAuthority.UNTIL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.x509.TestAuthority.Profile;
import java.math.BigInteger;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.ReasonFlags;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CertificatePathFinderTest {
  private static final SignatureChecks CHECKS = SignatureChecks.fastest();
  private static final Instant AT = FROM.plus(Duration.ofDays(30));

  private final TestAuthority root = TestAuthority.root("Root");
  private final TestAuthority middle = root.issue(Profile.authority("Middle"));
  private final TestAuthority leaf = middle.issue(Profile.leaf("Leaf"));

  private CertificatePathFinder.Outcome find(Certificate of, Certificate... candidates) {
    String pin = root.certificate().spkiSha256();
    return new CertificatePathFinder(CHECKS, pin::equals).find(of, List.of(candidates));
  }

  private static PathFault.Kind fault(CertificatePathFinder.Outcome outcome) {
    assertThat(outcome).isInstanceOf(CertificatePathFinder.Outcome.Broken.class);
    return ((CertificatePathFinder.Outcome.Broken) outcome).fault().kind();
  }

  private CertificatePath path(TestAuthority of, TestAuthority... candidates) {
    Certificate[] certificates =
        Stream.of(candidates).map(TestAuthority::certificate).toArray(Certificate[]::new);
    return ((CertificatePathFinder.Outcome.Found) find(of.certificate(), certificates)).path();
  }

  @Test
  void candidatesInAnyOrderMakeThePath() {
    List<Certificate> bag =
        new ArrayList<>(
            List.of(
                root.certificate(),
                middle.certificate(),
                leaf.certificate(),
                TestAuthority.root("Stranger").certificate(),
                TestAuthority.root("Middle").certificate()));
    for (int seed = 0; seed < 10; seed++) {
      Collections.shuffle(bag, new Random(seed));
      CertificatePath found =
          ((CertificatePathFinder.Outcome.Found)
                  find(leaf.certificate(), bag.toArray(Certificate[]::new)))
              .path();
      assertThat(found.certificates())
          .containsExactly(leaf.certificate(), middle.certificate(), root.certificate());
      assertThat(found.leafKey().getEncoded()).isEqualTo(leaf.keys().getPublic().getEncoded());
    }
  }

  @Test
  void missingIssuerIsNamed() {
    assertThat(fault(find(leaf.certificate(), root.certificate())))
        .isEqualTo(PathFault.Kind.INCOMPLETE);
    assertThat(fault(find(leaf.certificate(), middle.certificate())))
        .isEqualTo(PathFault.Kind.INCOMPLETE);
  }

  @Test
  void rootOfTheSameNameWithAnotherKeyIsNotTrusted() {
    TestAuthority impostor = TestAuthority.root("Root");
    TestAuthority below = impostor.issue(Profile.authority("Middle"));
    TestAuthority forged = below.issue(Profile.leaf("Leaf"));
    assertThat(fault(find(forged.certificate(), below.certificate(), impostor.certificate())))
        .isEqualTo(PathFault.Kind.UNTRUSTED_ROOT);
    // The real root beside it changes nothing: it did not sign what lies below.
    assertThat(
            fault(
                find(
                    forged.certificate(),
                    below.certificate(),
                    root.certificate(),
                    impostor.certificate())))
        .isIn(PathFault.Kind.UNTRUSTED_ROOT, PathFault.Kind.SIGNATURE_INVALID);
  }

  @Test
  void leafSignedByAnotherKeyThanItsIssuersIsRefused() {
    TestAuthority twin = TestAuthority.root("Middle");
    TestAuthority forged = twin.issue(Profile.leaf("Leaf"));
    assertThat(fault(find(forged.certificate(), middle.certificate(), root.certificate())))
        .isEqualTo(PathFault.Kind.SIGNATURE_INVALID);
  }

  @Test
  void rootHasToBeSignedByItself() {
    // The pinned key in a certificate that another key signed.
    TestAuthority other = TestAuthority.root("Root");
    TestAuthority odd = other.issue(Profile.authority("Root"), root.keys());
    assertThat(odd.certificate().spkiSha256()).isEqualTo(root.certificate().spkiSha256());
    assertThat(fault(find(odd.certificate()))).isEqualTo(PathFault.Kind.SIGNATURE_INVALID);
  }

  static Stream<Arguments> issuersWithoutAuthority() {
    Profile good = Profile.authority("Middle");
    var usage = new Profile.Added(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
    var authority = new Profile.Added(Extension.basicConstraints, true, new BasicConstraints(true));
    return Stream.of(
        Arguments.of("no basicConstraints", good.with(List.of(usage))),
        Arguments.of(
            "not an authority",
            good.with(
                List.of(
                    new Profile.Added(
                        Extension.basicConstraints, true, new BasicConstraints(false)),
                    usage))),
        Arguments.of(
            "keyUsage without keyCertSign",
            good.with(
                List.of(
                    authority,
                    new Profile.Added(
                        Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))))),
        Arguments.of(
            "a critical extension that is not understood",
            good.with(
                List.of(
                    authority,
                    usage,
                    new Profile.Added(Extension.nameConstraints, true, DERNull.INSTANCE)))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("issuersWithoutAuthority")
  void issuerWithoutAuthorityIsRefused(String what, Profile profile) {
    TestAuthority lesser = root.issue(profile);
    TestAuthority below = lesser.issue(Profile.leaf("Leaf"));
    assertThat(fault(find(below.certificate(), lesser.certificate(), root.certificate())))
        .as(what)
        .isEqualTo(PathFault.Kind.ISSUER_INVALID);
  }

  private static Profile pathLength(String name, int length) {
    return Profile.authority(name)
        .with(
            List.of(
                new Profile.Added(Extension.basicConstraints, true, new BasicConstraints(length))));
  }

  @Test
  void pathLengthIsCounted() {
    TestAuthority narrow = root.issue(pathLength("Narrow", 0));
    TestAuthority direct = narrow.issue(Profile.leaf("Direct"));
    assertThat(path(direct, narrow, root).certificates()).hasSize(3);
    TestAuthority deeper = narrow.issue(Profile.authority("Deeper"));
    TestAuthority below = deeper.issue(Profile.leaf("Leaf"));
    assertThat(
            fault(
                find(
                    below.certificate(),
                    deeper.certificate(),
                    narrow.certificate(),
                    root.certificate())))
        .isEqualTo(PathFault.Kind.ISSUER_INVALID);
  }

  @Test
  void pathsDoNotGrowWithoutBoundOrInCircles() {
    List<Certificate> bag = new ArrayList<>(List.of(root.certificate()));
    TestAuthority last = root;
    for (int i = 0; i < CertificatePathFinder.MAX_LENGTH; i++) {
      last = last.issue(Profile.authority("Level " + i));
      bag.add(last.certificate());
    }
    assertThat(fault(find(last.certificate(), bag.toArray(Certificate[]::new))))
        .isEqualTo(PathFault.Kind.INCOMPLETE);
    TestAuthority one = TestAuthority.root("One");
    TestAuthority two = one.issue(Profile.authority("Two"));
    TestAuthority oneUnderTwo = two.issue(Profile.authority("One"), one.keys());
    assertThat(fault(find(two.certificate(), oneUnderTwo.certificate(), two.certificate())))
        .isEqualTo(PathFault.Kind.INCOMPLETE);
  }

  private record Ladder(Certificate leaf, List<Certificate> rungs) {}

  /** Levels of authorities that each issued all of the next; nothing in them is pinned. */
  private static Ladder ladder(int levels, int issuersOfALevel) {
    List<Certificate> rungs = new ArrayList<>();
    TestAuthority above = TestAuthority.root("Stranger");
    for (int level = 0; level < levels; level++) {
      Profile profile = Profile.authority("Level " + level);
      TestAuthority first = above.issue(profile);
      rungs.add(first.certificate());
      for (int i = 1; i < issuersOfALevel; i++) {
        Profile later = profile.valid(FROM.plusSeconds(i), UNTIL);
        rungs.add(above.issue(later, first.keys()).certificate());
      }
      above = first;
    }
    return new Ladder(above.issue(Profile.leaf("Leaf")).certificate(), rungs);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 40})
  void searchChecksFewSignaturesHoweverManyWaysThereAre(int issuersOfALevel) {
    Ladder ladder = ladder(CertificatePathFinder.MAX_LENGTH - 2, issuersOfALevel);
    CountingProvider provider = new CountingProvider();
    var finder = new CertificatePathFinder(SignatureChecks.on(provider), spki -> false);
    assertThat(fault(finder.find(ladder.leaf(), ladder.rungs())))
        .isEqualTo(PathFault.Kind.INCOMPLETE);
    assertThat(provider.signatures())
        .isPositive()
        .isLessThanOrEqualTo(CertificatePathFinder.MAX_SIGNATURE_CHECKS);
  }

  @Test
  void deadEndsAreEnteredOnce() {
    Ladder ladder = ladder(3, 2);
    CountingProvider provider = new CountingProvider();
    var finder = new CertificatePathFinder(SignatureChecks.on(provider), spki -> false);
    finder.find(ladder.leaf(), ladder.rungs());
    assertThat(provider.signatures()).isEqualTo(2 + 2 + 2);
  }

  /** Over the detour the issuer in common stands too deep, directly it does not. */
  @Test
  void deadEndOfALongWayIsEnteredAgainByAShorterOne() {
    TestAuthority narrow = root.issue(pathLength("Narrow", 1));
    TestAuthority issuer = narrow.issue(Profile.authority("Issuer"));
    TestAuthority below = issuer.issue(Profile.leaf("Leaf"));
    TestAuthority detour = issuer.issue(Profile.authority("Detour"));
    TestAuthority sameIssuer = detour.issue(Profile.authority("Issuer"), issuer.keys());
    assertThat(path(below, sameIssuer, detour, issuer, narrow, root).certificates())
        .containsExactly(
            below.certificate(), issuer.certificate(), narrow.certificate(), root.certificate());
  }

  private TestAuthority namesake(TestAuthority issuer, KeyPair keys, Profile.Added... identifiers) {
    Profile profile = Profile.authority("Namesake");
    List<Profile.Added> extensions = new ArrayList<>(profile.extensions());
    extensions.addAll(List.of(identifiers));
    return issuer.issue(profile.with(extensions), keys);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 20})
  void issuerIsFoundAmongOthersOfItsName(int count) {
    List<TestAuthority> namesakes =
        Stream.generate(() -> namesake(root, TestAuthority.keyPair())).limit(count).toList();
    TestAuthority below = namesakes.getLast().issue(Profile.leaf("Leaf"));
    List<TestAuthority> candidates = new ArrayList<>(namesakes);
    candidates.add(root);
    assertThat(path(below, candidates.toArray(TestAuthority[]::new)).certificates())
        .containsExactly(
            below.certificate(), namesakes.getLast().certificate(), root.certificate());
  }

  @Test
  void issuerWithTheKeyIdentifierIsTriedFirst() {
    KeyPair keys = TestAuthority.keyPair();
    byte[] identifier = {1, 2, 3};
    TestAuthority identified =
        namesake(
            root,
            keys,
            new Profile.Added(
                Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(identifier)));
    TestAuthority below =
        identified.issue(
            Profile.leaf("Leaf")
                .with(
                    List.of(
                        new Profile.Added(
                            Extension.authorityKeyIdentifier,
                            false,
                            new AuthorityKeyIdentifier(identifier)))));
    List<Certificate> candidates =
        new ArrayList<>(
            Stream.generate(() -> namesake(root, TestAuthority.keyPair()).certificate())
                .limit(CertificatePathFinder.MAX_SIGNATURE_CHECKS)
                .toList());
    candidates.add(identified.certificate());
    candidates.add(root.certificate());
    CountingProvider provider = new CountingProvider();
    String pin = root.certificate().spkiSha256();
    assertThat(
            new CertificatePathFinder(SignatureChecks.on(provider), pin::equals)
                .find(below.certificate(), candidates))
        .isInstanceOf(CertificatePathFinder.Outcome.Found.class);
    assertThat(provider.signatures()).isEqualTo(3);
  }

  @Test
  void weakAlgorithmsAreRefused() {
    TestAuthority sha1 = middle.issue(Profile.leaf("Leaf").signed("SHA1withECDSA"));
    assertThat(fault(find(sha1.certificate(), middle.certificate(), root.certificate())))
        .isEqualTo(PathFault.Kind.ALGORITHM_UNSUPPORTED);
    TestAuthority curve = middle.issue(Profile.leaf("Leaf"), TestAuthority.keyPair("secp384r1"));
    assertThat(path(curve, middle, root).certificates()).hasSize(3);
  }

  @Test
  void everyBitOfTheLeafsSignedPartCounts() {
    byte[] good = leaf.certificate().encoded();
    int refused = 0;
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] flipped = good.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      Certificate changed = Certificate.parse(flipped).orElse(null);
      if (changed == null) {
        refused++;
      } else {
        assertThat(find(changed, middle.certificate(), root.certificate()))
            .as("bit " + bit)
            .isInstanceOf(CertificatePathFinder.Outcome.Broken.class);
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void validityIncludesBothEnds() {
    CertificatePath found = path(leaf, middle, root);
    assertThat(found.faultsAt(FROM)).isEmpty();
    assertThat(found.faultsAt(UNTIL)).isEmpty();
    assertThat(found.faultsAt(FROM.minusSeconds(1)))
        .extracting(PathFault::kind)
        .containsOnly(PathFault.Kind.NOT_YET_VALID)
        .hasSize(3);
    assertThat(found.faultsAt(UNTIL.plusSeconds(1)))
        .extracting(PathFault::kind)
        .containsOnly(PathFault.Kind.EXPIRED)
        .hasSize(3);
  }

  @Test
  void revocationCountsOnlyFromTheIssuer() {
    CertificatePath found = path(leaf, middle, root);
    RevocationList ofLeaf = middle.revoke(FROM, List.of(leaf.certificate()));
    RevocationList ofMiddle = root.revoke(FROM, List.of());
    PathRevocation both = PathRevocation.of(found, List.of(ofLeaf, ofMiddle), CHECKS);
    assertThat(both.faults()).extracting(PathFault::kind).containsExactly(PathFault.Kind.REVOKED);
    assertThat(both.present()).isTrue();
    assertThat(both.freshAt(AT)).isTrue();
    assertThat(both.freshAt(AT.plusSeconds(1))).isFalse();
    assertThat(both.ageAt(AT)).contains(Duration.ofDays(30));
    assertThat(both.ageAt(FROM.minusSeconds(1))).isEmpty();

    // A list in the issuer's name by another key says nothing.
    RevocationList forged = TestAuthority.root("Middle").revoke(FROM, List.of(leaf.certificate()));
    PathRevocation none = PathRevocation.of(found, List.of(forged, ofMiddle), CHECKS);
    assertThat(none.faults()).isEmpty();
    assertThat(none.present()).isFalse();
    assertThat(none.freshAt(AT)).isFalse();
  }

  @Test
  void newestListOfEachIssuerAloneIsFreshAndAged() {
    Instant longAgo = FROM.minus(Duration.ofDays(90));
    RevocationList old = middle.revoke(longAgo, List.of());
    RevocationList current = middle.revoke(FROM, List.of());
    RevocationList ofRoot = root.revoke(FROM.plusSeconds(60), List.of());
    for (List<RevocationList> lists :
        List.of(List.of(old, current, ofRoot), List.of(ofRoot, current, old))) {
      PathRevocation revocation = PathRevocation.of(path(leaf, middle, root), lists, CHECKS);
      assertThat(revocation.freshAt(AT)).isTrue();
      assertThat(revocation.oldest()).contains(FROM);
    }
  }

  @Test
  void certificateOnAnOldListBesideTheNewestIsRevoked() {
    RevocationList old =
        middle.revoke(FROM.minus(Duration.ofDays(90)), List.of(leaf.certificate()));
    RevocationList current = middle.revoke(FROM, List.of());
    assertThat(PathRevocation.of(path(leaf, middle, root), List.of(old, current), CHECKS).faults())
        .extracting(PathFault::kind)
        .containsExactly(PathFault.Kind.REVOKED);
  }

  @Test
  void higherNumberIsNewerAndAmongEqualOnesTheLaterDate() {
    RevocationList first = middle.revoke(FROM, List.of(), 1);
    RevocationList later = middle.revoke(AT, List.of(), 1);
    RevocationList backdated = middle.revoke(FROM.minusSeconds(60), List.of(), 2);
    RevocationList unnumbered = middle.revoke(AT.plusSeconds(1), List.of());
    assertThat(RevocationList.newest(List.of(first, later))).contains(later);
    assertThat(RevocationList.newest(List.of(later, first))).contains(later);
    assertThat(RevocationList.newest(List.of(backdated, later))).contains(backdated);
    assertThat(RevocationList.newest(List.of(later, backdated))).contains(backdated);
    assertThat(RevocationList.newest(List.of(unnumbered, later))).contains(unnumbered);
    assertThat(RevocationList.newest(List.of())).isEmpty();
  }

  static Stream<Arguments> extensions() {
    DistributionPointName name =
        new DistributionPointName(
            new GeneralNames(
                new GeneralName(GeneralName.uniformResourceIdentifier, "http://crl.example/a")));
    ReasonFlags compromise = new ReasonFlags(ReasonFlags.keyCompromise);
    return Stream.of(
        Arguments.of(
            Extension.issuingDistributionPoint,
            new IssuingDistributionPoint(name, false, false),
            true),
        Arguments.of(
            Extension.issuingDistributionPoint,
            new IssuingDistributionPoint(name, true, false, null, false, false),
            false),
        Arguments.of(
            Extension.issuingDistributionPoint,
            new IssuingDistributionPoint(name, false, true, null, false, false),
            false),
        Arguments.of(
            Extension.issuingDistributionPoint,
            new IssuingDistributionPoint(name, false, false, compromise, false, false),
            false),
        Arguments.of(
            Extension.issuingDistributionPoint,
            new IssuingDistributionPoint(name, false, false, null, true, false),
            false),
        Arguments.of(
            Extension.issuingDistributionPoint,
            new IssuingDistributionPoint(name, false, false, null, false, true),
            false),
        Arguments.of(Extension.deltaCRLIndicator, new CRLNumber(BigInteger.ONE), false),
        Arguments.of(new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1"), DERNull.INSTANCE, false));
  }

  /** Whoever is missing from a part of what was revoked may be on the rest. */
  @ParameterizedTest
  @MethodSource("extensions")
  void aListOfAPartRevokesAndVouchesForNobody(
      ASN1ObjectIdentifier extension, ASN1Encodable value, boolean whole) {
    CertificatePath found = path(leaf, middle, root);
    RevocationList ofRoot = root.revoke(FROM, List.of());
    RevocationList silent = middle.revoke(FROM, List.of(), extension, true, value);
    PathRevocation alone = PathRevocation.of(found, List.of(silent, ofRoot), CHECKS);
    assertThat(alone.present()).isEqualTo(whole);
    assertThat(alone.freshAt(AT)).isEqualTo(whole);

    RevocationList naming =
        middle.revoke(FROM, List.of(leaf.certificate()), extension, true, value);
    assertThat(PathRevocation.of(found, List.of(naming, ofRoot), CHECKS).faults()).hasSize(1);

    RevocationList conveyed = middle.revoke(FROM, List.of());
    assertThat(
            PathRevocation.of(
                    found,
                    new PathRevocation.Candidates(List.of(silent, ofRoot), List.of(conveyed)),
                    CHECKS)
                .freshAt(AT))
        .isTrue();
  }

  @Test
  void conveyedListCountsOnlyWhereTheRelyingPartyHasNoneOfThatIssuer() {
    CertificatePath found = path(leaf, middle, root);
    RevocationList own = middle.revoke(FROM, List.of());
    RevocationList newer = middle.revoke(AT, List.of());
    RevocationList ofRoot = root.revoke(AT, List.of());
    PathRevocation both =
        PathRevocation.of(
            found, new PathRevocation.Candidates(List.of(own), List.of(newer, ofRoot)), CHECKS);
    assertThat(both.present()).isTrue();
    assertThat(both.oldest()).contains(FROM);
    assertThat(both.freshAt(AT.plusSeconds(1))).isFalse();

    PathRevocation conveyed =
        PathRevocation.of(
            found, new PathRevocation.Candidates(List.of(), List.of(newer, ofRoot)), CHECKS);
    assertThat(conveyed.oldest()).contains(AT);
    assertThat(conveyed.freshAt(AT.plusSeconds(1))).isTrue();
  }

  @Test
  void issuerWithoutTheRightMayNotIssueLists() {
    TestAuthority mute =
        root.issue(
            Profile.authority("Mute")
                .with(
                    List.of(
                        new Profile.Added(
                            Extension.basicConstraints, true, new BasicConstraints(true)),
                        new Profile.Added(
                            Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign)))));
    TestAuthority below = mute.issue(Profile.leaf("Leaf"));
    RevocationList list = mute.revoke(FROM, List.of(below.certificate()));
    PathRevocation revocation = PathRevocation.of(path(below, mute, root), List.of(list), CHECKS);
    assertThat(revocation.faults()).isEmpty();
    assertThat(revocation.present()).isFalse();
  }
}
