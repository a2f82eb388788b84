package dev.sealkeep.evidence.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.vtpm.VtpmMachine;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeDataTest {
  private static Parsed<RuntimeData> parse(String text) {
    return RuntimeData.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static RuntimeData parsed(String text) {
    return switch (parse(text)) {
      case Parsed.Accepted<RuntimeData>(RuntimeData data) -> data;
      case Parsed.Refused<RuntimeData>(Reason reason) -> throw new AssertionError(reason);
    };
  }

  @Test
  void membersAreRead() throws Exception {
    RuntimeData data = parsed(HclBuilder.runtimeData(VtpmMachine.key(), "AB".repeat(64)));
    assertThat(data.keyIds()).containsExactly("HCLAkPub", "HCLEkPub");
    assertThat(data.attestationKey().orElseThrow().getEncoded())
        .isEqualTo(VtpmMachine.key().getPublic().getEncoded());
    assertThat(data.endorsementKey()).isEqualTo(data.attestationKey());
    assertThat(data.vmConfiguration())
        .containsEntry("secure-boot", true)
        .containsEntry("tpm-persisted", false)
        .containsEntry("vmUniqueId", "11111111-2222-3333-4444-555555555555");
    assertThat(data.userData()).hasSize(64).containsOnly(0xAB);
  }

  @Test
  void shortUserDataIsFollowedByZeros() {
    RuntimeData data = parsed(HclBuilder.runtimeData("", "0102ff"));
    assertThat(data.userData()).isEqualTo(Arrays.copyOf(new byte[] {1, 2, -1}, 64));
    assertThat(data.carries(new Binding.Exact(new byte[] {1, 2, -1}))).isTrue();
    assertThat(data.carries(new Binding.Exact(new byte[] {1, 2}))).isFalse();
    byte[] transcript = HexFormat.of().parseHex("ab".repeat(64));
    assertThat(
            parsed(HclBuilder.runtimeData("", "AB".repeat(64)))
                .carries(new Binding.Transcript(transcript)))
        .isTrue();
  }

  @Test
  void absentUserDataCarriesNothing() {
    RuntimeData data = parsed("{\"keys\":[]}");
    assertThat(data.userData()).containsOnly(0);
    assertThat(data.carries(new Binding.Exact(new byte[64]))).isFalse();
    assertThat(data.carries(new Binding.Exact(new byte[0]))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"keys\":{}}",
        "{\"keys\":[]} {}",
        "{\"keys\":[],\"keys\":[]}",
        "{\"keys\":[{\"kid\":\"a\"},{\"kid\":\"a\"}]}",
        "{\"keys\":[{\"kid\":\"a\",\"kid\":\"b\"}]}",
        "{\"keys\":[],\"user-data\":\"0\"}",
        "{\"keys\":[],\"user-data\":\"zz\"}",
        "{\"keys\":[],\"user-data\":[]}",
        "{\"keys\":[],\"vm-configuration\":{\"secure-boot\":true,\"secure-boot\":false}}",
      })
  void otherTextIsMalformed(String text) {
    assertThat(parse(text))
        .isInstanceOfSatisfying(
            Parsed.Refused.class,
            r -> assertThat(r.reason().code()).isEqualTo("azure.runtime_data.malformed"));
  }

  @Test
  void longUserDataAndManyKeysAreMalformed() {
    assertThat(parse(HclBuilder.runtimeData("", "00".repeat(65))))
        .isInstanceOf(Parsed.Refused.class);
    String keys = "{\"kid\":\"0\"}";
    for (int i = 1; i < 17; i++) {
      keys += ",{\"kid\":\"%d\"}".formatted(i);
    }
    assertThat(parse(HclBuilder.runtimeData(keys, ""))).isInstanceOf(Parsed.Refused.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"kid\":\"HCLAkPub\"}",
        "{\"kid\":\"HCLAkPub\",\"kty\":\"EC\",\"n\":\"AQAB\",\"e\":\"AQAB\"}",
        "{\"kid\":\"HCLAkPub\",\"kty\":\"RSA\",\"n\":\"AQAB\"}",
        "{\"kid\":\"HCLAkPub\",\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"****\"}",
        "{\"kid\":\"HCLAkPub\",\"kty\":\"RSA\",\"n\":\"AAAA\",\"e\":\"AQAB\"}",
        "{\"kid\":\"HCLAkPub\",\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AAAAAAAAAAAAAAAAAQAB\"}",
      })
  void whatIsNoRsaKeyIsNoKey(String jwk) {
    assertThat(parsed(HclBuilder.runtimeData(jwk, "")).attestationKey()).isEmpty();
  }
}
