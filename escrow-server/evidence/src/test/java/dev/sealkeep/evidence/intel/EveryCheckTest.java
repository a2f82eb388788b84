package dev.sealkeep.evidence.intel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.TrustAnchors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each row's evidence is refused by one check alone, so that deleting a check fails its row. */
class EveryCheckTest {
  private record Row(String code, boolean tdx, Consumer<Machine> change) {
    String name() {
      return (tdx ? "TDX: " : "SGX: ") + code;
    }

    List<String> codes() {
      Machine machine = tdx ? Machine.tdx() : Machine.sgx();
      change.accept(machine);
      return machine.codes();
    }
  }

  private static Stream<Row> both(String code, Consumer<Machine> change) {
    return Stream.of(new Row(code, true, change), new Row(code, false, change));
  }

  private static Stream<Row> tdx(String code, Consumer<Machine> change) {
    return Stream.of(new Row(code, true, change));
  }

  private static Stream<Row> quotes() {
    return Stream.of(
            both("intel.quote.key_type_unsupported", m -> m.keyType = 3),
            both("intel.quote.vendor_unknown", m -> m.vendor = new byte[16]),
            tdx("tdx.attributes.reserved", m -> m.tdAttributes |= 2),
            tdx("tdx.attributes.reserved", m -> m.tdAttributes |= 0x80),
            tdx("tdx.report_data.mismatch", m -> m.reportData = new byte[64]),
            Stream.of(new Row("sgx.report_data.mismatch", false, m -> m.reportData = new byte[64])),
            both(
                "intel.quote.certification_unsupported",
                m -> {
                  m.certificationType = 7;
                  m.withTcbInfo = false;
                }),
            both(
                "intel.pck.missing",
                m -> {
                  m.certificationType = 3;
                  m.certificationData = Optional.of(new byte[404]);
                }))
        .flatMap(s -> s);
  }

  private static Stream<Row> chains() {
    return Stream.of(
            both(
                "intel.chain.untrusted_root", m -> m.anchors = Machine.anchors(Machine.OTHER_ROOT)),
            both("intel.chain.incomplete", m -> m.above = List.of(Machine.ROOT)),
            both(
                "intel.chain.malformed", m -> m.certificationData = Optional.of(new byte[] {1, 2})),
            both("intel.chain.wrong_issuer", m -> m.pckName = "Another certificate"),
            both(
                "intel.chain.wrong_issuer",
                m -> {
                  m.pckCa = Machine.ROOT.issue(TestAuthority.Wish.authority("Another CA"), 9);
                  m.above = List.of(m.pckCa, Machine.ROOT);
                }),
            both(
                "intel.chain.wrong_issuer",
                m -> {
                  m.pckCa =
                      Machine.ROOT.issue(TestAuthority.Wish.leaf("Intel SGX PCK Platform CA"), 9);
                  m.above = List.of(m.pckCa, Machine.ROOT);
                }),
            both(
                "intel.chain.signature_invalid",
                m ->
                    m.above =
                        List.of(
                            Machine.OTHER_ROOT.issue(
                                TestAuthority.Wish.authority("Intel SGX PCK Platform CA"), 9),
                            Machine.ROOT)),
            both("intel.certificate.expired", m -> m.pckUntil = m.at.minusSeconds(1)),
            both(
                "intel.certificate.revoked",
                m -> m.more.add(revoking(Machine.PCK_CA, Machine.PCK_SERIAL))),
            both(
                "intel.certificate.revoked",
                m -> m.more.add(revoking(Machine.ROOT, Machine.PCK_CA_SERIAL))),
            both(
                "intel.certificate.revoked",
                m -> m.more.add(revoking(Machine.ROOT, Machine.TCB_SIGNING_SERIAL))))
        .flatMap(s -> s);
  }

  private static byte[] revoking(TestAuthority issuer, long serialNumber) {
    return issuer.revocationList(Machine.ISSUED, Machine.NEXT, serialNumber);
  }

  private static Stream<Row> quotingEnclave() {
    String other = "11".repeat(32);
    return Stream.of(
            both("intel.qe.identity_mismatch", m -> m.qeMrSigner = other),
            both("intel.qe.identity_mismatch", m -> m.qeProdId = 7),
            both("intel.qe.identity_mismatch", m -> m.qeMisc = Machine.filled(4, 1)),
            both("intel.qe.identity_mismatch", m -> m.qeAttributes = Machine.filled(16, 0x17)),
            both(
                "intel.qe.identity_mismatch",
                m -> {
                  m.withQeIdentity = false;
                  m.qeMrSigner = other;
                }),
            both("intel.qe.tcb_unsupported", m -> m.qeSvn = 4),
            both(
                "intel.tcb.revoked",
                m -> {
                  m.withTcbInfo = false;
                  m.qeLevels.set(0, Machine.level("\"isvsvn\":5", "Revoked"));
                }))
        .flatMap(s -> s);
  }

  private static Stream<Row> documents() {
    return Stream.of(
            both("intel.tcb_info.platform_mismatch", m -> m.tcbInfoFmspc = "00906ed50001"),
            both("intel.tcb_info.platform_mismatch", m -> m.tcbInfoPceId = "0001"),
            both("intel.tcb_info.platform_mismatch", m -> m.tcbInfoId = m.tdx ? "SGX" : "TDX"),
            both("intel.qe_identity.tee_mismatch", m -> m.qeIdentityId = m.tdx ? "QE" : "TD_QE"),
            both("intel.tcb_info.expired", m -> m.next = m.at.minusSeconds(1)),
            both("intel.qe_identity.expired", m -> m.qeNext = m.at.minusSeconds(1)),
            both(
                "intel.tcb_info.not_yet_valid",
                m -> {
                  m.issued = m.at.plusSeconds(1);
                  m.withQeIdentity = false;
                }),
            both(
                "intel.qe_identity.not_yet_valid",
                m -> {
                  m.issued = m.at.plusSeconds(1);
                  m.withTcbInfo = false;
                }),
            both("intel.tcb_info.malformed", m -> m.tcbInfoFmspc = "0090"),
            both("intel.qe_identity.malformed", m -> m.qeIdentityId = "QVE"),
            both(
                "intel.tcb_info.signature_invalid",
                m -> {
                  m.withQeIdentity = false;
                  m.tcbSigner = Machine.ROOT.issue(TestAuthority.Wish.leaf("Another signer"), 9);
                }),
            both(
                "intel.qe_identity.signature_invalid",
                m -> {
                  m.withTcbInfo = false;
                  m.tcbSigner = Machine.ROOT.issue(TestAuthority.Wish.leaf("Another signer"), 9);
                }),
            both(
                "intel.certificate.expired",
                m -> {
                  m.withQeIdentity = false;
                  m.tcbSigner =
                      Machine.ROOT.issue(
                          TestAuthority.Wish.leaf("Intel SGX TCB Signing")
                              .until(m.at.minusSeconds(1)),
                          9);
                }))
        .flatMap(s -> s);
  }

  private static Stream<Row> platforms() {
    return Stream.of(
            both("intel.tcb.unsupported", m -> m.components.set(15, 4)),
            both("intel.tcb.unsupported", m -> m.pceSvn = 10),
            tdx("intel.tcb.unsupported", m -> m.teeTcbSvn = Machine.svns(6, 1, 2)),
            tdx("intel.tdx_module.unsupported", m -> m.teeTcbSvn = Machine.svns(3, 1, 3)),
            tdx("intel.tdx_module.mismatch", m -> m.teeTcbSvn = Machine.svns(6, 3, 3)),
            tdx("intel.tdx_module.mismatch", m -> m.mrSignerSeam = Machine.filled(48, 1)),
            tdx("intel.tdx_module.mismatch", m -> m.seamAttributes = Machine.filled(8, 1)),
            tdx(
                "intel.tdx_module.mismatch",
                m -> {
                  m.teeTcbSvn = Machine.svns(5, 0, 3);
                  m.mrSignerSeam = Machine.filled(48, 1);
                }),
            both(
                "intel.tcb.revoked",
                m -> m.levels.set(0, m.levels.getFirst().replace("UpToDate", "Revoked"))),
            tdx(
                "intel.tcb.revoked",
                m ->
                    m.modules = Machine.module("TDX_01", Machine.level("\"isvsvn\":4", "Revoked"))))
        .flatMap(s -> s);
  }

  @TestFactory
  Stream<DynamicTest> refusesForItsReasonAlone() {
    return Stream.of(quotes(), chains(), quotingEnclave(), documents(), platforms())
        .flatMap(s -> s)
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.name(), () -> assertThat(row.codes()).containsExactly(row.code())));
  }

  @Test
  void refusesNothingOfAGoodMachine() {
    assertThat(Machine.tdx().codes()).isEmpty();
    assertThat(Machine.sgx().codes()).isEmpty();
  }

  @Test
  void readsEveryVersion() {
    Machine five = Machine.tdx();
    five.version = 5;
    assertThat(five.codes()).isEmpty();
    five.bodyNumber = 3;
    assertThat(five.codes()).isEmpty();
    for (int version : new int[] {3, 4, 5}) {
      Machine sgx = Machine.sgx();
      sgx.version = version;
      assertThat(sgx.codes()).isEmpty();
    }
  }

  /** A machine whose quotes only name the platform. */
  private static Machine withoutPck() {
    Machine machine = Machine.sgx();
    machine.certificationType = 1;
    machine.certificationData = Optional.of(new byte[36]);
    machine.more.add(Machine.PCK_CA.der());
    return machine;
  }

  @Test
  void acceptsThePckCertificateFromCollateral() {
    Machine machine = withoutPck();
    machine.more.add(machine.pck().der());

    assertThat(machine.codes()).isEmpty();
  }

  @Test
  void findsThePckCertificateAmongThoseOfALargeFleet() {
    Machine machine = withoutPck();
    for (int other = 0; other < 40; other++) {
      machine.more.add(Machine.sgx().pck().der());
    }
    assertThat(machine.codes()).containsExactly("intel.pck.missing");

    machine.more.add(machine.pck().der());
    assertThat(machine.codes()).isEmpty();
  }

  @Test
  void triesFewOfThePckCertificatesThatAHostSends() {
    Machine machine = withoutPck();
    machine.conveyed.add(machine.pck().der());
    assertThat(machine.codes()).isEmpty();

    List<TestAuthority> many = new ArrayList<>();
    for (int other = 0; other < 16; other++) {
      many.add(Machine.sgx().pck());
    }
    many.add(machine.pck());
    machine.conveyed.set(0, Machine.pem(many));
    assertThat(machine.codes()).containsExactly("intel.pck.missing");
  }

  @Test
  void ofSeveralCertificatesOfOnePckTheOneThatCountsIsTaken() {
    Machine machine = withoutPck();
    TestAuthority.Wish expired =
        TestAuthority.Wish.leaf(machine.pckName)
            .until(machine.at.minusSeconds(1))
            .with(machine.sgxExtension());
    TestAuthority impostor =
        Machine.OTHER_ROOT.issue(TestAuthority.Wish.authority("Intel SGX PCK Platform CA"), 9);
    machine.more.add(
        impostor.certifyAgain(machine.pck(), expired.until(TestAuthority.UNTIL), 78).der());
    assertThat(machine.codes()).containsExactly("intel.chain.signature_invalid");

    machine.more.add(Machine.PCK_CA.certifyAgain(machine.pck(), expired, 79).der());
    assertThat(machine.codes()).containsExactly("intel.certificate.expired");

    machine.more.add(machine.pck().der());
    assertThat(machine.codes()).isEmpty();
  }

  @Test
  void takesTheNewestDocumentThatIsValid() {
    Machine machine = Machine.tdx();
    Machine expired = Machine.tdx();
    expired.next = machine.at.minus(Duration.ofDays(1));
    machine.more.add(expired.answer("tcbInfo", expired.tcbInfo()));

    assertThat(machine.codes()).isEmpty();
  }

  @Test
  void takesDocumentsUnderTheRootOfThePckAlone() {
    Machine machine = Machine.tdx();
    machine.tcbSigner =
        Machine.OTHER_ROOT.issue(TestAuthority.Wish.leaf("Intel SGX TCB Signing"), 3);
    machine.more.add(Machine.OTHER_ROOT.der());
    assertThat(machine.codes()).containsExactly("intel.chain.untrusted_root");

    List<TrustAnchors.Anchor> both = new ArrayList<>(machine.anchors.anchors());
    both.addAll(Machine.anchors(Machine.OTHER_ROOT).anchors());
    machine.anchors = new TrustAnchors(both);
    assertThat(machine.codes())
        .containsExactly("intel.qe_identity.tee_mismatch", "intel.tcb_info.platform_mismatch");
  }

  @Test
  void keyCertifiedTwiceSignsInTheTimesOfBothCertificates() {
    Machine machine = Machine.tdx();
    machine.more.add(
        Machine.ROOT
            .certifyAgain(
                Machine.TCB_SIGNING,
                TestAuthority.Wish.leaf("Intel SGX TCB Signing").until(machine.at.minusSeconds(1)),
                9)
            .der());
    assertThat(machine.codes()).isEmpty();

    machine.tcbSigner =
        Machine.ROOT.certifyAgain(
            Machine.TCB_SIGNING,
            TestAuthority.Wish.leaf("Intel SGX TCB Signing").until(machine.at.minusSeconds(1)),
            9);
    machine.more.set(0, Machine.TCB_SIGNING.der());
    assertThat(machine.codes()).isEmpty();
  }
}
