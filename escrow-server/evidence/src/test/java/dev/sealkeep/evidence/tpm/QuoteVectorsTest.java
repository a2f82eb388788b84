package dev.sealkeep.evidence.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.Vectors;
import dev.sealkeep.evidence.eventlog.TcgHash;
import dev.sealkeep.evidence.signature.SignatureChecks;
import java.io.IOException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;

/** A real quote of 24 PCRs. */
class QuoteVectorsTest {
  private static final SignatureChecks CHECKS = SignatureChecks.fastest();
  private static final String NONCE =
      "a04182b506878d4f29b91ee606a71a0d3361ccf1b22db20c98adcaa537bea393"
          + "ef0e41a18b3569ab678f1497fbc5c120";

  @SuppressWarnings("ArrayRecordComponent") // raw parts; never compared
  private record Parts(byte[] message, byte[] signature, PublicKey key, List<byte[]> pcrs) {}

  private static Parts parts() throws IOException {
    JsonNode evidence =
        new ObjectMapper()
            .readTree(Vectors.folder("tpm/quote-rsa-24pcr").resolve("evidence.json").toFile());
    List<byte[]> pcrs = new ArrayList<>();
    evidence
        .at("/tpm_quote/pcrs")
        .forEach(value -> pcrs.add(HexFormat.of().parseHex(value.asText())));
    byte[] spki = Base64.getDecoder().decode(evidence.path("ak_public").asText());
    return new Parts(
        Base64.getDecoder().decode(evidence.at("/tpm_quote/message").asText()),
        Base64.getDecoder().decode(evidence.at("/tpm_quote/signature").asText()),
        CHECKS.anyKey(SubjectPublicKeyInfo.getInstance(spki)).orElseThrow(),
        pcrs);
  }

  private static List<String> codes(Parts parts, Optional<Binding> binding) {
    PcrValues pcrs =
        switch (PcrValues.of(TcgHash.SHA256, parts.pcrs())) {
          case Parsed.Accepted<PcrValues>(PcrValues values) -> values;
          case Parsed.Refused<PcrValues>(Reason reason) -> throw new AssertionError(reason);
        };
    return new QuoteCheck(CHECKS)
        .check(parts.message(), parts.signature(), parts.key(), pcrs, binding).reasons().stream()
            .map(Reason::code)
            .toList();
  }

  @Test
  void realQuoteIsAcceptedWithItsNonceAndNoOther() throws IOException {
    assertThat(codes(parts(), Optional.empty())).isEmpty();
    assertThat(codes(parts(), Optional.of(new Binding.Exact(HexFormat.of().parseHex(NONCE)))))
        .isEmpty();
    assertThat(codes(parts(), Optional.of(new Binding.Exact(new byte[] {1}))))
        .containsExactly("tpm.extra_data.mismatch");
  }

  @Test
  void everyFlippedBitIsRejected() throws IOException {
    Parts genuine = parts();
    for (int bit = 0; bit < genuine.message().length * 8; bit++) {
      genuine.message()[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(codes(genuine, Optional.empty()))
          .as("bit %d", bit)
          .contains("tpm.signature.invalid");
      genuine.message()[bit / 8] ^= (byte) (1 << bit % 8);
    }
    for (int pcr = 0; pcr < 24; pcr++) {
      genuine.pcrs().get(pcr)[pcr] ^= 1;
      assertThat(codes(genuine, Optional.empty())).containsExactly("tpm.pcrs.digest_mismatch");
      genuine.pcrs().get(pcr)[pcr] ^= 1;
    }
  }
}
