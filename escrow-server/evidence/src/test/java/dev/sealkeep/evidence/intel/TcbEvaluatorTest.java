package dev.sealkeep.evidence.intel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.CollateralId.IntelTee;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.x509.Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The evaluation beside a slow one written step by step after Intel's description. */
class TcbEvaluatorTest {
  private static final Instant DATE = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<TcbStatus> PLATFORM =
      List.of(
          TcbStatus.UP_TO_DATE,
          TcbStatus.SW_HARDENING_NEEDED,
          TcbStatus.CONFIGURATION_NEEDED,
          TcbStatus.CONFIGURATION_AND_SW_HARDENING_NEEDED,
          TcbStatus.OUT_OF_DATE,
          TcbStatus.OUT_OF_DATE_CONFIGURATION_NEEDED,
          TcbStatus.REVOKED);
  private static final List<TcbStatus> PART =
      List.of(
          TcbStatus.UP_TO_DATE, TcbStatus.OUT_OF_DATE, TcbStatus.OUT_OF_DATE, TcbStatus.REVOKED);

  private final Random random = new Random(4);

  @Test
  void agreesWithTheNaiveModel() {
    PckCertificate pck = pck();
    int supported = 0;
    int relaunch = 0;
    for (int round = 0; round < 40_000; round++) {
      boolean tdx = random.nextInt(4) != 0;
      TcbInfo info = info(tdx ? IntelTee.TDX : IntelTee.SGX);
      Optional<SeamModule> seam = tdx ? Optional.of(seam()) : Optional.empty();
      PckCertificate platform = withSvns(pck);
      TcbLevel.ForSvn qe = new TcbLevel.ForSvn(0, standing(PART));
      TcbEvaluation evaluation = TcbEvaluator.evaluate(info, platform, seam, Optional.of(qe));
      String expected = NaiveTcb.status(info, platform, seam, qe.standing().status());
      String actual = evaluation.status().map(TcbStatus::vendorName).orElse(NaiveTcb.NOT_SUPPORTED);
      assertThat(actual).as("round %d", round).isEqualTo(expected);
      assertThat(evaluation.faults().isEmpty())
          .isEqualTo(
              !expected.equals("Revoked")
                  && !expected.equals(NaiveTcb.NOT_SUPPORTED)
                  && !anyRevoked(evaluation));
      supported += evaluation.status().isPresent() ? 1 : 0;
      relaunch += actual.startsWith("TDRelaunch") ? 1 : 0;
    }
    assertThat(supported).isGreaterThan(5_000);
    assertThat(relaunch).isGreaterThan(20);
  }

  private static boolean anyRevoked(TcbEvaluation evaluation) {
    return evaluation.status().equals(Optional.of(TcbStatus.REVOKED));
  }

  @ParameterizedTest
  @CsvSource({
    "UP_TO_DATE,OUT_OF_DATE,OUT_OF_DATE",
    "SW_HARDENING_NEEDED,OUT_OF_DATE,OUT_OF_DATE",
    "CONFIGURATION_NEEDED,OUT_OF_DATE,OUT_OF_DATE_CONFIGURATION_NEEDED",
    "CONFIGURATION_AND_SW_HARDENING_NEEDED,OUT_OF_DATE,OUT_OF_DATE_CONFIGURATION_NEEDED",
    "OUT_OF_DATE_CONFIGURATION_NEEDED,OUT_OF_DATE,OUT_OF_DATE_CONFIGURATION_NEEDED",
    "CONFIGURATION_AND_SW_HARDENING_NEEDED,UP_TO_DATE,CONFIGURATION_AND_SW_HARDENING_NEEDED",
    "TD_RELAUNCH_ADVISED,UP_TO_DATE,TD_RELAUNCH_ADVISED",
    "UP_TO_DATE,REVOKED,REVOKED",
    "REVOKED,UP_TO_DATE,REVOKED",
  })
  void theWorseOfTwoCounts(TcbStatus platform, TcbStatus part, TcbStatus both) {
    assertThat(platform.with(part)).isEqualTo(both);
  }

  @Test
  void trustDomainUnderAnUpdatedModuleIsToBeRelaunched() {
    Machine machine = Machine.tdx();
    machine.version = 5;
    machine.bodyNumber = 3;
    machine.modules =
        Machine.module(
            "TDX_01",
            Machine.level("\"isvsvn\":8", "UpToDate"),
            Machine.level("\"isvsvn\":4", "OutOfDate"));
    machine.teeTcbSvn2 = Machine.svns(8, 1, 3);
    assertThat(status(machine)).isEqualTo("td_relaunch_advised");

    machine.teeTcbSvn2 = Machine.svns(7, 1, 3);
    assertThat(status(machine)).isEqualTo("out_of_date");

    machine.teeTcbSvn2 = Machine.svns(8, 7, 3);
    assertThat(machine.codes()).containsExactly("intel.tdx_module.mismatch");

    machine.teeTcbSvn2 = Machine.svns(8, 1, 3);
    machine.version = 4;
    machine.bodyNumber = 2;
    assertThat(status(machine)).isEqualTo("out_of_date");
  }

  @Test
  void moduleThatRunsNowCountsOnlyWhereARelaunchMayBeDue() {
    Machine machine = Machine.tdx();
    machine.version = 5;
    machine.bodyNumber = 3;
    machine.teeTcbSvn2 = Machine.svns(8, 7, 3);
    assertThat(status(machine)).isEqualTo("up_to_date");
  }

  @Test
  void moduleIdentityIsFoundInEitherCase() {
    Machine machine = Machine.tdx();
    machine.teeTcbSvn = Machine.svns(6, 0xAB, 3);
    for (String id : List.of("TDX_AB", "tdx_ab", "Tdx_aB")) {
      machine.modules = Machine.module(id, Machine.level("\"isvsvn\":4", "UpToDate"));
      assertThat(status(machine)).as(id).isEqualTo("up_to_date");
    }
  }

  private static String status(Machine machine) {
    Appraisal appraisal = machine.verify();
    assertThat(Machine.codes(appraisal)).isEmpty();
    return ((Appraisal.Verified) appraisal).claims().get("tcb.status").orElseThrow().display();
  }

  private static PckCertificate pck() {
    Machine machine = Machine.tdx();
    var certificate = Certificate.parse(machine.pck().der()).orElseThrow();
    return switch (PckCertificate.parse(certificate)) {
      case Parsed.Accepted<PckCertificate>(PckCertificate pck) -> pck;
      case Parsed.Refused<PckCertificate>(var reason) -> throw new AssertionError(reason);
    };
  }

  private PckCertificate withSvns(PckCertificate pck) {
    return new PckCertificate(
        pck.certificate(),
        pck.ppid(),
        components(3),
        2 + random.nextInt(3),
        pck.cpuSvn(),
        pck.pceId(),
        pck.fmspc(),
        pck.sgxType(),
        pck.platformInstanceId(),
        pck.configuration());
  }

  /** Mostly a high value, now and then one below. */
  private List<Integer> components(int high) {
    List<Integer> components = new ArrayList<>(Collections.nCopies(16, high));
    for (int i = random.nextInt(3); i > 0; i--) {
      components.set(random.nextInt(16), random.nextInt(high + 1));
    }
    return components;
  }

  private SeamModule seam() {
    Optional<byte[]> current = random.nextBoolean() ? Optional.of(svns()) : Optional.empty();
    byte[] signer = new byte[48];
    signer[0] = (byte) (random.nextInt(20) == 0 ? 1 : 0);
    byte[] attributes = new byte[8];
    attributes[0] = (byte) (random.nextInt(20) == 0 ? 1 : 0);
    return new SeamModule(svns(), signer, attributes, current);
  }

  private byte[] svns() {
    byte[] svns = new byte[16];
    for (int i = 0; i < 16; i++) {
      svns[i] = 4;
    }
    svns[0] = (byte) (1 + random.nextInt(5));
    svns[1] = (byte) random.nextInt(4);
    svns[2] = (byte) (2 + random.nextInt(3));
    return svns;
  }

  private TcbLevel.Standing standing(List<TcbStatus> statuses) {
    return new TcbLevel.Standing(statuses.get(random.nextInt(statuses.size())), DATE, List.of());
  }

  private TcbInfo info(IntelTee tee) {
    List<TcbLevel> levels = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      List<Integer> tdx = components(2);
      tdx.set(0, random.nextInt(6));
      tdx.set(1, random.nextInt(2));
      tdx.set(2, random.nextInt(4));
      levels.add(
          new TcbLevel(
              components(3 - i),
              random.nextInt(4),
              tee == IntelTee.TDX ? tdx : List.of(),
              standing(PLATFORM)));
    }
    TcbInfo.TdxModuleIdentity zero = identity("");
    return new TcbInfo(
        tee,
        new Lifetime(DATE, DATE, 1),
        "000000000000",
        Optional.of("0000"),
        random.nextInt(5) == 0 ? Optional.empty() : Optional.of(zero),
        List.of(identity("TDX_01"), identity("TDX_03")),
        levels);
  }

  private TcbInfo.TdxModuleIdentity identity(String id) {
    List<TcbLevel.ForSvn> levels = new ArrayList<>();
    for (int svn = 4; svn > 0; svn -= 2) {
      levels.add(new TcbLevel.ForSvn(svn, standing(PART)));
    }
    return new TcbInfo.TdxModuleIdentity(
        id,
        "00".repeat(48),
        new Masked("0000000000000000", "ffffffffffffffff"),
        id.isEmpty() ? List.of() : levels);
  }
}
