package dev.sealkeep.evidence.conveyance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBORObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConveyanceTest {
  private static final String NITRO = "application/vnd.sealkeep.aws-nitro";
  private static final String SNP = "application/vnd.amd.sev-snp.attestation-report";
  private static final byte[] BLOB = {1, 2, 3, (byte) 0xff};
  private static final String TEXT = Base64.getUrlEncoder().withoutPadding().encodeToString(BLOB);

  private static Unwrapping json(String text) {
    return Conveyance.unwrap(text.replace("$", TEXT).getBytes(UTF_8));
  }

  private static Unwrapping cbor(CBORObject object) {
    return Conveyance.unwrap(object.EncodeToBytes());
  }

  private static List<String> tags(Unwrapping unwrapping) {
    assertThat(unwrapping).isInstanceOf(Unwrapping.Wrapped.class);
    List<Unwrapping.Message> messages = ((Unwrapping.Wrapped) unwrapping).messages();
    assertThat(messages).allSatisfy(m -> assertThat(m.blob()).isEqualTo(BLOB));
    return messages.stream().map(Unwrapping.Message::tag).toList();
  }

  private static String code(Unwrapping unwrapping) {
    return switch (unwrapping) {
      case Unwrapping.NotWrapped _ -> "not wrapped";
      case Unwrapping.Wrapped _ -> "wrapped";
      case Unwrapping.Malformed(var reason) -> reason.code();
    };
  }

  private static CBORObject record(Object type, Object... more) {
    CBORObject record = CBORObject.NewArray().Add(type).Add(BLOB);
    for (Object member : more) {
      record.Add(member);
    }
    return record;
  }

  @Test
  void everyFormIsUnwrapped() {
    assertThat(tags(json("[\"" + NITRO + "\", \"$\"]"))).containsExactly("aws-nitro");
    assertThat(tags(json("[\"" + NITRO + "; a=b\", \"$\", 4]"))).containsExactly("aws-nitro");
    assertThat(tags(cbor(record(SNP)))).containsExactly("amd-sev-snp");
    assertThat(tags(cbor(record(10572)))).containsExactly("amd-sev-snp");
    assertThat(tags(cbor(record(SNP, 2)))).containsExactly("amd-sev-snp");
    // TN(10572) = 1668546817 + 41 * 256 + 117 (RFC 9277, appendix B).
    assertThat(tags(cbor(CBORObject.FromObject(BLOB).WithTag(1668557430))))
        .containsExactly("amd-sev-snp");
  }

  @Test
  void collectionsAreUnwrapped() {
    String one = "[\"" + NITRO + "\", \"$\"]";
    String two = "[\"application/vnd.sealkeep.nvidia-gpu\", \"$\"]";
    assertThat(
            tags(
                json(
                    "{\"__cmwc_t\": \"tag:x.example,2026:y\", \"a\": %s, \"b\": {\"c\": %s}}"
                        .formatted(one, two))))
        .containsExactly("aws-nitro", "nvidia-gpu");
    CBORObject collection =
        CBORObject.NewMap()
            .Add("__cmwc_t", "1.2.3")
            .Add(1, record(NITRO))
            .Add("b", CBORObject.FromObject(BLOB).WithTag(1668557430));
    assertThat(tags(cbor(collection))).containsExactlyInAnyOrder("aws-nitro", "amd-sev-snp");
    assertThat(tags(cbor(collection.WithTag(1668547091)))).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[\"application/unknown\", \"$\"] | cmw.type_unsupported",
        "{\"a\": [\"application/unknown\", \"$\"]} | cmw.type_unsupported",
        "[\"application/eat-collection\", \"$=\"] | cmw.malformed",
        "[\"application/eat-collection\", \"+/\"] | cmw.malformed",
        "[\"application/eat-collection\", \"AB\"] | cmw.malformed",
        "[\"application/eat-collection\", \"\"] | cmw.malformed",
        "[\"application/eat-collection\", \"$\", 0] | cmw.malformed",
        "[\"application/eat-collection\", \"$\", 16] | cmw.malformed",
        "[\"application/eat-collection\", \"$\", 4294967300] | cmw.malformed",
        "[\"application/eat-collection\", \"$\", \"4\"] | cmw.malformed",
        "[\"application/eat-collection\", \"$\", 9] | cmw.not_evidence",
        "{\"__cmwc_t\": 1, \"a\": [\"application/eat-collection\", \"$\"]} | cmw.malformed",
        "{\"__cmwc_t\": \"1.2\"} | cmw.malformed",
        "[1, 2] | not wrapped",
        "[\"a\", \"b\"] | not wrapped",
        "{\"a\": [\"application/eat-collection\", \"$\"], \"b\": 1} | not wrapped",
        "{} | not wrapped",
        "[ | not wrapped",
      })
  void otherJsonIsRefusedOrLeftAlone(String text, String code) {
    assertThat(code(json(text))).isEqualTo(code);
  }

  @Test
  void otherCborIsRefusedOrLeftAlone() {
    assertThat(code(cbor(record("application/unknown")))).isEqualTo("cmw.type_unsupported");
    assertThat(code(cbor(record(263)))).isEqualTo("cmw.type_unsupported");
    assertThat(code(cbor(record(NITRO, "4")))).isEqualTo("cmw.malformed");
    assertThat(code(cbor(record(NITRO, 8)))).isEqualTo("cmw.not_evidence");
    assertThat(code(cbor(CBORObject.NewArray().Add(NITRO).Add("text")))).isEqualTo("cmw.malformed");
    assertThat(code(cbor(CBORObject.FromObject("text").WithTag(1668557430))))
        .isEqualTo("cmw.malformed");
    // The 256th number of each row stands for no Content-Format.
    assertThat(code(cbor(CBORObject.FromObject(BLOB).WithTag(1668546817 + 255))))
        .isEqualTo("cmw.type_unsupported");
    assertThat(code(cbor(CBORObject.FromObject(BLOB).WithTag(399)))).isEqualTo("not wrapped");
    assertThat(code(cbor(CBORObject.NewMap().Add(1, 2)))).isEqualTo("not wrapped");
    assertThat(code(cbor(CBORObject.NewMap()))).isEqualTo("not wrapped");
    byte[] record = record(NITRO).EncodeToBytes();
    for (int length = 2; length < record.length; length++) {
      assertThat(code(Conveyance.unwrap(Arrays.copyOf(record, length)))).isEqualTo("cmw.malformed");
    }
  }

  @Test
  void numberDepthAndSizeAreBounded() {
    CBORObject collection = CBORObject.NewMap();
    for (int i = 0; i < Conveyance.MAX_MESSAGES; i++) {
      collection.Add(i, record(NITRO));
    }
    assertThat(tags(cbor(collection))).hasSize(16);
    assertThat(code(cbor(collection.Add(16, record(NITRO))))).isEqualTo("cmw.too_many");
    String deep = "[\"" + NITRO + "\", \"$\"]";
    for (int depth = 0; depth < 3; depth++) {
      deep = "{\"a\": " + deep + "}";
    }
    assertThat(tags(json(deep))).hasSize(1);
    assertThat(code(json("{\"a\": " + deep + "}"))).isEqualTo("cmw.too_many");
    CBORObject large = CBORObject.NewArray().Add(NITRO).Add(new byte[Conveyance.MAX_BYTES]);
    assertThat(code(cbor(large))).isEqualTo("cmw.too_large");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-----BEGIN CERTIFICATE-----", "\u0002\u0000\u0000\u0000"})
  void rawBlobsAreLeftAlone(String text) {
    assertThat(code(json(text))).isEqualTo("not wrapped");
  }

  @Test
  void referenceListsEveryType() throws IOException {
    String page =
        Files.readString(
            Path.of(System.getProperty("sealkeep.root"), "docs/reference/conveyance.md"));
    MessageTypes.mediaTypes()
        .forEach((type, tag) -> assertThat(page).contains("| `%s` | `%s` |".formatted(type, tag)));
    MessageTypes.contentFormats()
        .forEach(
            (number, tag) -> assertThat(page).contains("| %d | `%s` |".formatted(number, tag)));
  }
}
