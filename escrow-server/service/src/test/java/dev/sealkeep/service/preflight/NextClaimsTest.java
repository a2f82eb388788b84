package dev.sealkeep.service.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.protocol.log.BootClaim;
import dev.sealkeep.protocol.log.BootEvent;
import dev.sealkeep.protocol.log.NextBoot;
import dev.sealkeep.protocol.wire.Sha2;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is known of a next boot's claims, and what a register was before. */
class NextClaimsTest {
  private static final ClaimValue NOW = ClaimValue.Bytes.of(new byte[32]);
  private static final ClaimValue NOW48 = ClaimValue.Bytes.of(new byte[48]);
  private static final String THEN = "01".repeat(32);
  private static final String THEN48 = "01".repeat(48);

  private static ClaimSet tpm(String... more) {
    Map<String, ClaimValue> claims = new TreeMap<>();
    for (int pcr = 0; pcr < 16; pcr++) {
      claims.put("sha256.pcr" + pcr, NOW);
      claims.put("sha384.pcr" + pcr, NOW48);
    }
    for (String name : more) {
      claims.put(name, NOW);
    }
    return new ClaimSet("tpm2", claims);
  }

  private static NextBoot.Value value(String claim, String hex) {
    return new NextBoot.Value(new BootClaim(claim), hex);
  }

  @Test
  void theSameBootIsKnownButForWhatIsItsOwn() {
    NextClaims next =
        NextClaims.of(
            tpm("tpm.reset_count", "tpm.clock", "report_id", "event_log.kernel", "tpm.ek_sha256"),
            List.of());
    assertThat(next.unknown()).containsExactly("report_id", "tpm.clock", "tpm.reset_count");
    assertThat(next.claims().claims())
        .containsKeys("event_log.kernel", "tpm.ek_sha256", "sha256.pcr4")
        .doesNotContainKey("tpm.clock");
  }

  @Test
  void aPcrTakesItsOtherBankItsNeighboursAndTheLogsWithIt() {
    NextClaims next =
        NextClaims.of(
            tpm("event_log.kernel", "ima.replayed", "tpm.ek_sha256"),
            List.of(value("sha256.pcr11", THEN)));
    assertThat(next.claims().get("sha256.pcr11")).contains(ClaimValue.Bytes.ofHex(THEN));
    assertThat(next.unknown())
        .containsExactlyInAnyOrder(
            "event_log.kernel",
            "ima.replayed",
            "sha384.pcr11",
            "sha256.pcr4",
            "sha256.pcr8",
            "sha256.pcr9",
            "sha256.pcr10",
            "sha256.pcr12",
            "sha256.pcr13",
            "sha384.pcr4",
            "sha384.pcr8",
            "sha384.pcr9",
            "sha384.pcr10",
            "sha384.pcr12",
            "sha384.pcr13");
    assertThat(next.claims().get("sha256.pcr7")).as("Secure Boot stays").contains(NOW);
  }

  @Test
  void whatIsStatedIsKnownEvenIfItStays() {
    NextClaims next =
        NextClaims.of(
            tpm(), List.of(value("sha256.pcr11", THEN), value("sha256.pcr4", "00".repeat(32))));
    assertThat(next.claims().get("sha256.pcr4")).contains(NOW);
    assertThat(next.unknown()).doesNotContain("sha256.pcr4").contains("sha256.pcr9");
  }

  @Test
  void aValueThatIsThatOfNowChangesNothing() {
    NextClaims next =
        NextClaims.of(tpm("event_log.kernel"), List.of(value("sha256.pcr11", "00".repeat(32))));
    assertThat(next.unknown()).isEmpty();
  }

  @Test
  void itemsOfOneAttestationDoNotTouchEachOther() {
    Map<String, ClaimValue> claims = new TreeMap<>(tpm("event_log.kernel").claims());
    claims.put("tpm2.sha256.pcr11", NOW);
    claims.put("tpm2.event_log.kernel", NOW);
    ClaimSet both = new ClaimSet("azure-vtpm", claims);
    assertThat(NextClaims.of(both, List.of(value("tpm2.sha256.pcr11", THEN))).unknown())
        .containsExactly("tpm2.event_log.kernel");
    assertThat(NextClaims.of(both, List.of(value("sha256.pcr11", THEN))).unknown())
        .contains("event_log.kernel", "sha256.pcr4")
        .doesNotContain("tpm2.event_log.kernel", "tpm2.sha256.pcr11");
  }

  @Test
  void anotherMeasurementNeedsAnotherIdBlockIfThereIsOne() {
    Map<String, ClaimValue> claims = new TreeMap<>();
    claims.put("measurement", NOW48);
    claims.put("id_key_digest", NOW48);
    claims.put("guest_svn", new ClaimValue.Int(7));
    claims.put("host_data", NOW);
    List<NextBoot.Value> other = List.of(value("measurement", THEN48));
    assertThat(NextClaims.of(new ClaimSet("amd-sev-snp", claims), other).unknown()).isEmpty();

    claims.put("id_key_digest", ClaimValue.Bytes.ofHex(THEN48));

    NextClaims signed = NextClaims.of(new ClaimSet("amd-sev-snp", claims), other);
    assertThat(signed.unknown()).containsExactly("guest_svn", "id_key_digest");
    assertThat(signed.claims().get("host_data")).isPresent();
  }

  @Test
  void aLaunchTakesTheCurrentTcb() {
    ClaimValue older = new ClaimValue.Int(1);
    ClaimValue newer = new ClaimValue.Int(2);
    ClaimSet now =
        new ClaimSet(
            "azure-vtpm", Map.of("snp.launch_mit_vector", older, "snp.current_mit_vector", newer));
    assertThat(NextClaims.of(now, List.of()).claims().get("snp.launch_mit_vector")).contains(newer);
  }

  @Test
  void rtmrsOfTheBootGoTogether() {
    Map<String, ClaimValue> claims = new TreeMap<>();
    for (String name : List.of("mr_td", "rtmr0", "rtmr1", "rtmr2", "rtmr3", "event_log.kernel")) {
      claims.put(name, NOW48);
    }
    ClaimSet now = new ClaimSet("intel-tdx", claims);
    assertThat(NextClaims.of(now, List.of(value("rtmr1", THEN48))).unknown())
        .containsExactly("event_log.kernel", "rtmr2");
    assertThat(NextClaims.of(now, List.of(value("mr_td", THEN48))).unknown())
        .containsExactly("event_log.kernel");
  }

  @Test
  void aClaimThatIsNotMadeNowIsNotMadeThen() {
    NextClaims next = NextClaims.of(tpm(), List.of(value("sha256.pcr23", THEN)));
    assertThat(next.absent()).containsExactly("sha256.pcr23");
    assertThat(next.claims().get("sha256.pcr23")).isEmpty();
  }

  private static byte[] extend(byte[] register, BootEvent... events) {
    byte[] value = register;
    for (BootEvent event : events) {
      byte[] text = event.text().getBytes(StandardCharsets.US_ASCII);
      value =
          register.length == 32
              ? Sha2.sha256(value, Sha2.sha256(text))
              : Sha2.sha384(value, Sha2.sha384(text));
    }
    return value;
  }

  private static ClaimSet quoted(String claim, byte[] value) {
    return new ClaimSet("tpm2", Map.of(claim, ClaimValue.Bytes.of(value)));
  }

  private static NextBoot.Before before(String claim, byte[] value, BootEvent... events) {
    return new NextBoot.Before(
        new BootClaim(claim), HexFormat.of().formatHex(value), Arrays.asList(events));
  }

  @Test
  void aRegisterIsRestoredOnlyToTheValueThatItWasExtendedFrom() {
    byte[] was = new byte[32];
    was[3] = 4;
    ClaimSet now = quoted("sha256.pcr15", extend(was, BootEvent.USED));
    assertThat(RestoredRegisters.of(now, List.of(before("sha256.pcr15", was, BootEvent.USED))))
        .isInstanceOfSatisfying(
            RestoredRegisters.Proven.class,
            proven ->
                assertThat(proven.claims().get("sha256.pcr15")).contains(ClaimValue.Bytes.of(was)));
    for (NextBoot.Before stated :
        List.of(
            before("sha256.pcr15", new byte[32], BootEvent.USED),
            before("sha256.pcr15", was, BootEvent.READY),
            before("sha256.pcr15", was, BootEvent.USED, BootEvent.USED),
            before("sha256.pcr14", was, BootEvent.USED))) {
      assertThat(RestoredRegisters.of(now, List.of(stated)))
          .isEqualTo(new RestoredRegisters.False(stated));
    }
  }

  @Test
  void severalEventsAndTheLongerHashAreRecomputed() {
    byte[] was = new byte[48];
    ClaimSet now = quoted("rtmr3", extend(was, BootEvent.SYSINIT, BootEvent.READY));
    assertThat(
            RestoredRegisters.of(
                now, List.of(before("rtmr3", was, BootEvent.SYSINIT, BootEvent.READY))))
        .isInstanceOf(RestoredRegisters.Proven.class);
    assertThat(
            RestoredRegisters.of(
                now, List.of(before("rtmr3", was, BootEvent.READY, BootEvent.SYSINIT))))
        .isInstanceOf(RestoredRegisters.False.class);
  }
}
