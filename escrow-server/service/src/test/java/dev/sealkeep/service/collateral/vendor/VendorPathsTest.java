package dev.sealkeep.service.collateral.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.evidence.CollateralId.AmdKey;
import dev.sealkeep.evidence.CollateralId.IntelTee;
import java.net.URI;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VendorPathsTest {
  private static final String HW_ID = "ab".repeat(64);
  private static final String LEVELS = "blSPL=03&teeSPL=00&snpSPL=08&ucodeSPL=115";

  private static Optional<CollateralId> parse(String target) {
    int question = target.indexOf('?');
    return question < 0
        ? VendorPaths.parse(target, "")
        : VendorPaths.parse(target.substring(0, question), target.substring(question + 1));
  }

  private static <T> T any(Random random, T[] values) {
    return values[random.nextInt(values.length)];
  }

  private static CollateralId any(Random random) {
    String product = any(random, new String[] {"Milan", "Genoa", "Turin"});
    AmdKey key = any(random, AmdKey.values());
    IntelTee tee = any(random, IntelTee.values());
    byte[] bytes = new byte[product.equals("Turin") ? 8 : 64];
    random.nextBytes(bytes);
    byte[] fmspc = new byte[6];
    random.nextBytes(fmspc);
    return switch (random.nextInt(7)) {
      case 0 ->
          new CollateralId.AmdVcek(product, HexFormat.of().formatHex(bytes), tcb(product, random));
      case 1 -> new CollateralId.AmdChain(key, product);
      case 2 -> new CollateralId.AmdRevocationList(key, product);
      case 3 -> new CollateralId.IntelTcbInfo(tee, HexFormat.of().formatHex(fmspc));
      case 4 -> new CollateralId.IntelQeIdentity(tee);
      case 5 ->
          new CollateralId.IntelPckRevocationList(random.nextBoolean() ? "platform" : "processor");
      default -> new CollateralId.IntelRootRevocationList();
    };
  }

  private static String tcb(String product, Random random) {
    String levels =
        String.format(
            Locale.ROOT,
            "blSPL=%02d&teeSPL=%02d&snpSPL=%02d&ucodeSPL=%02d",
            random.nextInt(256),
            random.nextInt(256),
            random.nextInt(256),
            random.nextInt(256));
    return product.equals("Turin")
        ? String.format(Locale.ROOT, "fmcSPL=%02d&", random.nextInt(256)) + levels
        : levels;
  }

  @RepeatedTest(300)
  void everyIdIsFoundAgainByItsPathItsNameAndItsFile(RepetitionInfo repetition) {
    CollateralId id = any(new Random(repetition.getCurrentRepetition()));
    VendorPaths.Target target = VendorPaths.of(id);

    assertThat(VendorPaths.parse(target.path(), target.query())).contains(id);
    assertThat(VendorPaths.ofName(VendorPaths.name(id))).contains(id);
    assertThat(ItemFiles.ofName(ItemFiles.name(id))).contains(id);
    assertThat(ItemFiles.name(id)).doesNotContain("/", "\\", " ").hasSizeLessThan(240);
    assertThat(URI.create("https://vendor.example" + target.text()).normalize().getRawPath())
        .isEqualTo(target.path());
  }

  /** A target with one character changed, added or removed is another item's or none's. */
  @RepeatedTest(300)
  void aChangedPathIsNeverTakenForWhatItIsNot(RepetitionInfo repetition) {
    Random random = new Random(1000 + repetition.getCurrentRepetition());
    StringBuilder text = new StringBuilder(VendorPaths.of(any(random)).text());
    int at = random.nextInt(text.length());
    String characters = "/.%?&=-_aF09\u0000\u00e9 ~;#";
    char other = characters.charAt(random.nextInt(characters.length()));
    switch (random.nextInt(3)) {
      case 0 -> text.setCharAt(at, other);
      case 1 -> text.insert(at, other);
      default -> text.deleteCharAt(at);
    }

    Optional<CollateralId> found = parse(text.toString());

    found.ifPresent(id -> assertThat(parse(VendorPaths.of(id).text())).contains(id));
    if (text.chars().anyMatch(c -> "%\u0000\u00e9 ~;#".indexOf(c) >= 0)) {
      assertThat(found).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/vcek/v1/Genoa/cert_chain | amd",
        "/vlek/v1/Milan/cert_chain | amd",
        "/vcek/v1/Turin/crl | amd",
        "/vlek/v1/Turin/crl | amd",
        "/sgx/certification/v4/tcb?fmspc=00606a000000 | intel",
        "/tdx/certification/v4/tcb?fmspc=00806F050000&update=standard | intel",
        "/sgx/certification/v4/qe/identity | intel",
        "/tdx/certification/v4/qe/identity?update=standard | intel",
        "/sgx/certification/v4/pckcrl?ca=processor&encoding=der | intel",
        "/sgx/certification/v4/pckcrl?encoding=der&ca=platform | intel",
        "/sgx/certification/v4/pckcrl?ca=platform&encoding=pem | intel",
        "/sgx/certification/v4/pckcrl?ca=platform | intel",
        "/sgx/certification/v4/rootcacrl | intel",
        "/IntelSGXRootCA.der | intel"
      })
  void whatClientsAskForIsFound(String target, String vendor) {
    assertThat(parse(target))
        .get()
        .satisfies(id -> assertThat(VendorPaths.of(id).vendor().word()).isEqualTo(vendor));
  }

  @Test
  void levelsInAnyOrderAndWithoutZerosAreTheSameItem() {
    String path = "/vcek/v1/Milan/" + HW_ID.toUpperCase(Locale.ROOT);

    assertThat(VendorPaths.parse(path, "ucodeSPL=115&snpSPL=8&blSPL=3&teeSPL=0"))
        .contains(new CollateralId.AmdVcek("Milan", HW_ID, LEVELS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "//vcek/v1/Milan/crl",
        "/vcek/v1/Milan/crl/",
        "/vcek/v1/Milan/crl?x=1",
        "/vcek/v1/Milan/../../vlek/v1/Milan/crl",
        "/vcek/v1/%4dilan/crl",
        "/vcek/v1/milan/crl",
        "/vcek/v1/Naples/crl",
        "/vcek/v2/Milan/crl",
        "/vlek/v1/Milan/cert?blSPL=03",
        "/sgx/certification/v4/tcb",
        "/sgx/certification/v4/tcb?fmspc=00606a00000",
        "/sgx/certification/v4/tcb?fmspc=00606a000000&fmspc=00606a000000",
        "/sgx/certification/v4/tcb?fmspc=00606a000000&update=early",
        "/sgx/certification/v4/qe/identity?update=early",
        "/sgx/certification/v4/pckcrl",
        "/sgx/certification/v4/pckcrl?ca=platform&encoding=txt",
        "/sgx/certification/v4/pckcrl?ca=other&encoding=der",
        "/tdx/certification/v4/pckcrl?ca=platform&encoding=der",
        "/sgx/certification/v3/qe/identity",
        "/IntelSGXRootCA.der?x=1",
        "/sgx/certification/v4/pckcert?encrypted_ppid=00"
      })
  void nothingElseIsAnItem(String target) {
    assertThat(parse(target)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "blSPL=03&teeSPL=00&snpSPL=08",
        "blSPL=03&teeSPL=00&snpSPL=08&ucodeSPL=256",
        "blSPL=03&teeSPL=00&snpSPL=08&ucodeSPL=-1",
        "blSPL=03&teeSPL=00&snpSPL=08&ucodeSPL=1e1",
        "blSPL=03&teeSPL=00&snpSPL=08&ucodeSPL=",
        "blSPL=03&teeSPL=00&snpSPL=08&ucodeSPL=115&",
        "blSPL=03&blSPL=03&teeSPL=00&snpSPL=08&ucodeSPL=115",
        "fmcSPL=01&blSPL=03&teeSPL=00&snpSPL=08&ucodeSPL=115"
      })
  void aTcbOfAnotherFormIsNone(String query) {
    assertThat(VendorPaths.parse("/vcek/v1/Milan/" + HW_ID, query)).isEmpty();
  }

  @Test
  void aChipsIdHasTheLengthOfItsProduct() {
    assertThat(VendorPaths.parse("/vcek/v1/Turin/" + HW_ID, "fmcSPL=01&" + LEVELS)).isEmpty();
    assertThat(VendorPaths.parse("/vcek/v1/Milan/" + HW_ID.substring(0, 16), LEVELS)).isEmpty();
    assertThat(VendorPaths.parse("/vcek/v1/Turin/" + HW_ID.substring(0, 16), "fmcSPL=01&" + LEVELS))
        .isPresent();
  }
}
