package dev.sealkeep.evidence.intel;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.EvidenceVerifier;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.sgx.SgxVerifier;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.tdx.TdxVerifier;
import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.evidence.x509.CertificateSequence;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** No input makes a parser throw, and none is verified. */
class IntelFuzzTest {
  private static final List<EvidenceVerifier> VERIFIERS =
      List.of(
          new TdxVerifier(TrustAnchors.vendors(), SignatureChecks.fastest()),
          new SgxVerifier(TrustAnchors.vendors(), SignatureChecks.fastest()));

  /** No genuine certificate is valid then, so that real quotes may be among the inputs. */
  private static final Instant AT = Instant.parse("2010-01-01T00:00:00Z");

  @FuzzTest
  void quote(byte[] evidence) {
    for (EvidenceVerifier verifier : VERIFIERS) {
      Appraisal appraisal =
          verifier.verify(
              Evidence.of(evidence), new AppraisalContext(Collateral.none(), AT, Optional.empty()));
      assertThat(appraisal).isInstanceOf(Appraisal.Rejected.class);
      assertThat(appraisal.fields()).isNotNull();
      assertThat(verifier.show(Evidence.of(evidence))).isNotNull();
      assertThat(verifier.needs(Evidence.of(evidence))).isNotNull();
    }
  }

  @FuzzTest
  void document(byte[] document) {
    for (SignedDocument signed : SignedDocument.in(document)) {
      assertThat(TcbInfo.parse(signed.content())).isNotNull();
      assertThat(QeIdentity.parse(signed.content())).isNotNull();
    }
    assertThat(TcbInfo.parse(document)).isNotNull();
    assertThat(QeIdentity.parse(document)).isNotNull();
  }

  @FuzzTest
  void certificates(byte[] bytes) {
    for (Certificate certificate : CertificateSequence.parse(bytes).orElse(List.of())) {
      if (PckCertificate.isClaimedBy(certificate)) {
        assertThat(PckCertificate.parse(certificate)).isNotNull();
      }
    }
  }
}
