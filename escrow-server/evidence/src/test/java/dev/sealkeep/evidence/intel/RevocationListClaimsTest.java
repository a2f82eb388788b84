package dev.sealkeep.evidence.intel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.EvidenceVerifier;
import dev.sealkeep.policy.claim.ClaimValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What revocation lists of both sides make of the claims {@code crl.fresh} and the age. */
class RevocationListClaimsTest {
  private static final Instant STALE = Machine.AT.minusSeconds(1);
  private static final Instant LONG_AGO = Machine.ISSUED.minus(Duration.ofDays(60));

  private static Machine machine(byte[]... own) {
    Machine machine = Machine.tdx();
    machine.more.add(Machine.ROOT.revocationList(Machine.ISSUED, Machine.NEXT));
    machine.more.addAll(List.of(own));
    return machine;
  }

  private static byte[] current() {
    return Machine.PCK_CA.revocationList(Machine.ISSUED, Machine.NEXT);
  }

  private static byte[] old(long... serialNumbers) {
    return Machine.PCK_CA.revocationList(LONG_AGO, STALE, serialNumbers);
  }

  private static void assertFreshAndAged(Appraisal appraisal, boolean fresh, Instant oldest) {
    assertThat(Machine.codes(appraisal)).isEmpty();
    Map<String, ClaimValue> claims = ((Appraisal.Verified) appraisal).claims().claims();
    assertThat(claims)
        .containsEntry("crl.fresh", new ClaimValue.Bool(fresh))
        .containsEntry("collateral.age", new ClaimValue.Span(Duration.between(oldest, Machine.AT)));
  }

  @Test
  void oldListBesideTheCurrentOneChangesNothing() {
    assertFreshAndAged(machine(old(), current()).verify(), true, Machine.ISSUED);
    assertFreshAndAged(machine(current(), old()).verify(), true, Machine.ISSUED);
  }

  @Test
  void hostNeitherAgesNorRefreshesAListOfTheRelyingPartys() {
    Machine aged = machine(current());
    aged.conveyed.add(old());
    assertFreshAndAged(aged.verify(), true, Machine.ISSUED);

    Machine refreshed = machine(old());
    refreshed.conveyed.add(current());
    assertFreshAndAged(refreshed.verify(), false, LONG_AGO);
  }

  @Test
  void newestConveyedListCountsWhereThereIsNoOther() {
    Machine machine = machine();
    machine.conveyed.add(old());
    assertFreshAndAged(machine.verify(), false, LONG_AGO);
    machine.conveyed.add(current());
    assertFreshAndAged(machine.verify(), true, Machine.ISSUED);
  }

  @Test
  void conveyedListRevokesHoweverOldItIs() {
    Machine machine = machine(current());
    machine.conveyed.add(old(Machine.PCK_SERIAL));
    assertThat(machine.codes()).containsExactly("intel.certificate.revoked");
  }

  @Test
  void whoseAListIsCountsForCachedChainsToo() {
    Machine machine = machine(old(), current());
    EvidenceVerifier verifier = machine.verifier();
    AppraisalContext having = machine.context();
    List<byte[]> sent = List.of(machine.more.removeLast());
    AppraisalContext lacking =
        new AppraisalContext(machine.collateral(), machine.at, having.binding());
    Evidence evidence = new Evidence(machine.quote(), sent, List.of());
    assertFreshAndAged(verifier.verify(evidence, having), true, Machine.ISSUED);
    assertFreshAndAged(verifier.verify(evidence, lacking), false, LONG_AGO);
  }
}
