package dev.sealkeep.protocol.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.protocol.hpke.HpkeReceiver;
import dev.sealkeep.protocol.hpke.TinkSender.Sealed;
import dev.sealkeep.protocol.message.ReleaseAnswer;
import dev.sealkeep.protocol.message.ReleaseRequest;
import dev.sealkeep.protocol.receipt.ReceiptOutcome;
import dev.sealkeep.protocol.receipt.ReceiptVerifier;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.protocol.transcript.Transcript;
import dev.sealkeep.protocol.transcript.TranscriptInputs;
import dev.sealkeep.protocol.wire.JsonLimits;
import dev.sealkeep.protocol.wire.JsonValue;
import dev.sealkeep.protocol.wire.JsonValue.JsonObject;
import dev.sealkeep.protocol.wire.JsonValue.JsonText;
import dev.sealkeep.protocol.wire.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The published vector fixes every byte of one release. */
final class ReleaseVectorTest {
  private final Map<String, String> published = read();
  private final ReleaseVector vector = new ReleaseVector();

  private static Map<String, String> read() {
    try (InputStream in =
        Objects.requireNonNull(
            ReleaseVectorTest.class.getResourceAsStream("/vectors/release-v1.json"))) {
      JsonValue document =
          StrictJson.parse(in.readAllBytes(), JsonLimits.ofMessage(1 << 16))
              .toOptional()
              .orElseThrow();
      Map<String, String> members = new HashMap<>();
      ((JsonObject) document)
          .members()
          .forEach((name, value) -> members.put(name, ((JsonText) value).value()));
      return members;
    } catch (IOException broken) {
      throw new AssertionError(broken);
    }
  }

  private String text(String name) {
    return Objects.requireNonNull(published.get(name), name);
  }

  private byte[] bytes(String name) {
    return HexFormat.of().parseHex(text(name));
  }

  @Test
  void everyMemberIsComputedAgain() {
    Sealed sealed = new Sealed(bytes("enc"), bytes("ciphertext"));
    assertThat(vector.compute(sealed)).containsExactlyInAnyOrderEntriesOf(published);
  }

  @Test
  void recipientOpensThePublishedAnswer() {
    ReleaseAnswer answer =
        ReleaseAnswer.parse(text("answer").getBytes(StandardCharsets.UTF_8))
            .toOptional()
            .orElseThrow();
    try (HpkeReceiver recipient = ReleaseVector.recipient()) {
      ReceiptOutcome outcome =
          new ReceiptVerifier(vector.escrow.expectation(vector.inputs)).verify(answer, recipient);
      assertThat(outcome).isInstanceOf(ReceiptOutcome.Verified.class);
      try (SecretBytes key = ((ReceiptOutcome.Verified) outcome).key()) {
        assertThat(key.bytes(SecretAccess.get())).isEqualTo(bytes("sealing_key"));
      }
    }
  }

  @Test
  void serverFindsTheSameBaseInThePublishedRequest() {
    ReleaseRequest request =
        ReleaseRequest.parse(text("request").getBytes(StandardCharsets.UTF_8))
            .toOptional()
            .orElseThrow();
    assertThat(Transcript.base(TranscriptInputs.of(request, text("log_key"))))
        .isEqualTo(bytes("base"));
  }
}
