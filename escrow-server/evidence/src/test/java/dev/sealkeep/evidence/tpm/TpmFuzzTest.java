package dev.sealkeep.evidence.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.signature.SignatureChecks;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** No input makes a parser throw, and none is bound by anything. */
class TpmFuzzTest {
  private static final TpmVerifier VERIFIER =
      new TpmVerifier(TrustAnchors.vendors(), SignatureChecks.fastest());
  private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

  @FuzzTest
  void quote(byte[] bytes) {
    if (TpmQuote.parse(bytes) instanceof Parsed.Accepted<TpmQuote>(TpmQuote quote)) {
      assertThat(QuoteFields.of(quote)).containsKey("pcrDigest");
    }
  }

  @FuzzTest
  void signature(byte[] bytes) {
    if (TpmSignature.parse(bytes) instanceof Parsed.Accepted<TpmSignature>(TpmSignature made)) {
      assertThat(made.scheme()).isNotEmpty();
    }
  }

  @FuzzTest
  void key(byte[] bytes) {
    if (AttestationKey.parse(bytes) instanceof Parsed.Accepted<AttestationKey>(var key)) {
      assertThat(key.spkiSha256()).hasSize(64);
    }
  }

  @FuzzTest
  void protobuf(byte[] bytes) {
    assertThat(ProtobufMessage.parse(bytes)).isNotNull();
    assertThat(VERIFIER.role(bytes)).isNotNull();
  }

  @FuzzTest
  void json(FuzzedDataProvider data) {
    String text = "{\"tpm_quote\":{\"message\":" + data.consumeRemainingAsString();
    assertUnbound(Evidence.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  @FuzzTest
  void verification(FuzzedDataProvider data) {
    byte[] blob = data.consumeBytes(data.consumeInt(0, 1024));
    byte[] first = data.consumeBytes(data.consumeInt(0, 1024));
    assertUnbound(new Evidence(blob, List.of(first, data.consumeRemainingAsBytes()), List.of()));
  }

  private static void assertUnbound(Evidence evidence) {
    Appraisal appraisal =
        VERIFIER.verify(evidence, new AppraisalContext(Collateral.none(), AT, Optional.empty()));
    if (appraisal instanceof Appraisal.Verified verified) {
      assertThat(verified.anchorSpkiSha256()).isEmpty();
    }
  }
}
