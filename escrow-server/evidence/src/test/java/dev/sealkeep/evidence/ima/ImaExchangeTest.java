package dev.sealkeep.evidence.ima;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.eventlog.TcgHash;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.tpm.SoftwareTpm;
import dev.sealkeep.evidence.tpm.TpmVerifier;
import dev.sealkeep.policy.claim.ClaimValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** PCR 10 of a real software TPM, extended as kernels extend it. */
@Timeout(180)
class ImaExchangeTest {
  private static final TcgHash BANK = TcgHash.SHA256;

  @TempDir Path directory;

  /** Kernels since 5.8 and those before. */
  @ParameterizedTest
  @EnumSource(names = {"SHA256", "SHA1"})
  void listExplainsTheQuoteOfARealTpm(TcgHash hash) throws Exception {
    ListWriter list = MeasurementListTest.everyTemplate();
    int count = list.entries().size();
    try (SoftwareTpm tpm = SoftwareTpm.start(directory)) {
      Evidence evidence = quoted(tpm, list, hash);
      list.file("/tmp/later");
      for (byte[] form :
          List.of(list.binary(), list.ascii(BANK).getBytes(StandardCharsets.UTF_8))) {
        Appraisal.Verified verified = verify(evidence, form);
        assertThat(verified.claims().get("sha256.pcr10"))
            .contains(ClaimValue.Bytes.of(list.pcr(10, BANK, hash, count)));
        assertThat(verified.claims().get("ima.template_hash"))
            .contains(new ClaimValue.Symbol(hash.bank()));
        assertThat(verified.claims().get("ima.entries"))
            .hasValueSatisfying(entries -> assertThat(entries.display()).startsWith(count + " "));
        assertThat(String.valueOf(verified.fields().get("event_log"))).contains("replayed=true");
      }
      byte[] other = list.file("/tmp/other").binary();
      other[other.length / 3] ^= 1;
      assertThat(verify(evidence, other).claims().get("ima.replayed")).isEmpty();
    }
  }

  private static Evidence quoted(SoftwareTpm tpm, ListWriter list, TcgHash hash)
      throws IOException, InterruptedException {
    StringBuilder script =
        new StringBuilder(
            """
            tpm2_createek -Q -G ecc -c ek.ctx -u ek.pub
            tpm2_createak -Q -C ek.ctx -c ak.ctx -G ecc -g sha256 -s ecdsa -u ak.pub
            tpm2_flushcontext -t
            """);
    for (ListWriter.Written entry : list.entries()) {
      String digest = HexFormat.of().formatHex(ListWriter.extended(entry, BANK, hash));
      script.append("tpm2_pcrextend 10:sha256=").append(digest).append('\n');
    }
    script.append("tpm2_quote -Q -c ak.ctx -l sha256:10 -m msg -s sig -o pcrs -F values\n");
    assertThat(tpm.run(script.toString())).as(tpm.output()).isZero();
    return new Evidence(
        tpm.file("msg"), List.of(tpm.file("sig"), tpm.file("pcrs"), tpm.file("ak.pub")), List.of());
  }

  private static Appraisal.Verified verify(Evidence evidence, byte[] list) {
    Evidence withList = new Evidence(evidence.blob(), evidence.auxiliary(), List.of(list));
    return (Appraisal.Verified)
        new TpmVerifier(TrustAnchors.none(), SignatureChecks.fastest())
            .verify(
                withList, new AppraisalContext(Collateral.none(), Instant.EPOCH, Optional.empty()));
  }
}
