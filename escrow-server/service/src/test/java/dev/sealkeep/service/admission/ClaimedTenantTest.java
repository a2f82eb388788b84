package dev.sealkeep.service.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.message.ReleaseRequest;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.name.Purpose;
import dev.sealkeep.protocol.name.Technology;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimedTenantTest {
  private static String of(String json) {
    return ClaimedTenant.of(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void isFoundInWhatAGuestSends() {
    byte[] body =
        new ReleaseRequest(
                new byte[4_000],
                new Name("acme"),
                new Name("tenant"),
                Optional.empty(),
                Purpose.UNLOCK,
                Kem.X25519,
                new byte[Kem.X25519.publicKeyBytes()],
                List.of(new EvidenceItem(Technology.AMD_SEV_SNP, new byte[1_184], new byte[0])),
                List.of())
            .encode();

    assertThat(ClaimedTenant.of(body)).isEqualTo("acme");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"tenant\":\"acme\"}",
        " { \"a\" : [ { \"tenant\" : \"globex\" } ] , \"tenant\" \n : \t\"acme\"",
        "{\"tenant \":\"x\",\"a\":\"\\\"tenant\\\":\",\"tenant\":\"acme\",\"tenant\":\"b\"}",
        "{\"a\":\"tenant\",\"b\":\"x\",\"tenant\":\"acme\"}"
      })
  void isTheFirstOfTheOutermostObject(String json) {
    assertThat(of(json)).isEqualTo("acme");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{}",
        "\"",
        "\\",
        "{\"tenant",
        "{\"tenant\"",
        "{\"tenant\":",
        "{\"tenant\":\"",
        "{\"tenant\":\"\\",
        "{\"tenant\":\"\"}",
        "{\"tenant\":\"Not A Name\"}",
        "{\"tenant\":1,\"b\":\"c\"}",
        "{\"tenant\":[\"acme\"]}",
        "[\"tenant\",\"acme\"]",
        "[{\"tenant\":\"acme\"}]",
        "}{\"tenant\":\"acme\"}",
        "{\"a\":{\"tenant\":\"acme\"}}"
      })
  void isNoneWhereThereIsNone(String json) {
    assertThat(of(json)).isEqualTo(ClaimedTenant.NONE);
  }

  @Test
  void isNotLookedForBehindTheFirst64KiB() {
    String far = "{\"a\":\"%s\",\"tenant\":\"acme\"}";

    assertThat(of(far.formatted("x".repeat(60 << 10)))).isEqualTo("acme");
    assertThat(of(far.formatted("x".repeat(64 << 10)))).isEqualTo(ClaimedTenant.NONE);
  }

  @Test
  void noBytesMakeItFail() {
    Random random = new Random(3);
    byte[] alphabet = "{}[]\",:\\ tenantacme1\u0000\u00ff".getBytes(StandardCharsets.ISO_8859_1);
    for (int round = 0; round < 20_000; round++) {
      byte[] body = new byte[random.nextInt(40)];
      for (int i = 0; i < body.length; i++) {
        body[i] = alphabet[random.nextInt(alphabet.length)];
      }

      String tenant = ClaimedTenant.of(body);

      assertThat(tenant.isEmpty() || Name.parse(tenant).isPresent()).isTrue();
    }
  }
}
