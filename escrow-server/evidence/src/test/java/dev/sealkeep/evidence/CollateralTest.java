package dev.sealkeep.evidence;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.evidence.x509.TestAuthority;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class CollateralTest {
  private static final TestAuthority ROOT = TestAuthority.root("Root");

  private static String pem(Certificate certificate) {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder().encodeToString(certificate.encoded())
        + "\n-----END CERTIFICATE-----\n";
  }

  private static Collateral json(String member) {
    return Collateral.of(List.of("{\"a\": {\"b\": [\"%s\"]}}".formatted(member).getBytes(UTF_8)));
  }

  @Test
  void certificatesAreFoundInAnyMemberOfADocument() {
    Certificate root = ROOT.certificate();
    String escaped = pem(root).replace("\r", "").replace("\n", "\\n");
    String encoded = URLEncoder.encode(pem(root), UTF_8).replace("+", "%20");
    String hex = HexFormat.of().formatHex(root.encoded());
    String base64 = Base64.getEncoder().encodeToString(root.encoded());
    for (String member : List.of(escaped, encoded, hex, base64)) {
      Collateral found = json(member);
      assertThat(found.certificates()).containsExactly(root);
      assertThat(found.documents()).hasSize(1);
    }
  }

  @Test
  void revocationListsAreFoundToo() {
    var list = ROOT.revoke(TestAuthority.FROM, List.of());
    String hex = HexFormat.of().formatHex(list.encoded());
    assertThat(json(hex).revocationLists()).containsExactly(list);
  }

  @Test
  void documentsKeepTheirBytes() {
    byte[] text = "{ \"tcbInfo\" : {} }\n".getBytes(UTF_8);
    Collateral bag = Collateral.of(List.of(text, text.clone()));
    assertThat(bag.documents()).hasSize(1);
    assertThat(bag.documents().getFirst().content()).isEqualTo(text);
    assertThat(bag.digest()).isNotEqualTo(Collateral.none().digest());
    assertThat(bag.plus(bag).digest()).isEqualTo(bag.digest());
  }

  @Test
  void whatFindsNoRoomIsCounted() {
    Collateral.Builder builder = new Collateral.Builder();
    for (int i = 0; i < Collateral.MAX_OBJECTS; i++) {
      builder.add("{\"a\":%d}".formatted(i).getBytes(UTF_8));
    }
    builder.add("{\"a\":0}".getBytes(UTF_8));
    Collateral full = builder.build();
    assertThat(full.leftOut()).isZero();

    builder.add("{\"b\":0}".getBytes(UTF_8));
    builder.add(ROOT.certificate().encoded());
    Collateral more = builder.build();
    assertThat(more.leftOut()).isEqualTo(2);
    assertThat(more.digest()).isEqualTo(full.digest());
    assertThat(Collateral.none().plus(more).leftOut()).isEqualTo(2);
    assertThat(full.plus(Collateral.of(List.of(ROOT.certificate().encoded()))).leftOut())
        .isEqualTo(1);
  }

  @Test
  void whatDoesNotBeginLikeAnObjectIsNoDocument() {
    for (String text : List.of("", "[]", "null", "\"x\"")) {
      assertThat(Collateral.of(List.of(text.getBytes(UTF_8))).isEmpty()).as(text).isTrue();
    }
    assertThat(Collateral.of(List.of("{\"a\":1}".getBytes(UTF_16))).isEmpty()).isTrue();
  }

  @Test
  void brokenObjectIsKeptAndNothingInItIsRead() {
    String hex = HexFormat.of().formatHex(ROOT.certificate().encoded());
    String deep = "{\"a\":".repeat(100) + "\"" + hex + "\"" + "}".repeat(100);
    for (String text : List.of("{", "{\"a\":\"%s\"}{}", "{\"a\":\"%s\",\"a\":2}", deep)) {
      Collateral bag = Collateral.of(List.of(text.formatted(hex).getBytes(UTF_8)));
      assertThat(bag.documents()).as(text).hasSize(1);
      assertThat(bag.certificates()).as(text).isEmpty();
    }
    assertThat(JsonText.object(new byte[] {'{', (byte) 0xff, '}'})).isEmpty();
  }
}
