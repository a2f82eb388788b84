package dev.sealkeep.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class LogKeyCertificateTest {
  private static final LogSigner ROOT = NoteExamples.signer("root.example", 64);
  private static final LogVerifierKey ROOT_KEY = ROOT.verifierKey();

  @AfterAll
  static void close() {
    ROOT.close();
  }

  @Test
  void aCertificateYieldsTheKeyItCertifies() {
    SignedNote certificate = LogKeyCertificate.issue(ROOT, NoteExamples.logKey());
    assertThat(certificate.text()).isEqualTo("sealkeep/log-key/v1\n" + NoteExamples.LOG_KEY + "\n");
    assertThat(LogKeyCertificate.verify(certificate.format(), ROOT_KEY))
        .isEqualTo(LogResult.accepted(NoteExamples.logKey()));
  }

  @Test
  void anotherRootsCertificateIsRefused() {
    try (LogSigner other = NoteExamples.signer("root.example", 65)) {
      String certificate = LogKeyCertificate.issue(other, NoteExamples.logKey()).format();
      assertThat(LogKeyCertificate.verify(certificate, ROOT_KEY).reason())
          .contains(LogFault.NOTE_SIGNATURE_MISSING);
    }
  }

  @Test
  void anAlteredCertificateIsRefused() {
    String certificate = LogKeyCertificate.issue(ROOT, NoteExamples.logKey()).format();
    assertThat(LogKeyCertificate.verify(certificate.replace("/v1", "/v2"), ROOT_KEY).reason())
        .contains(LogFault.NOTE_SIGNATURE_INVALID);
    assertThat(LogKeyCertificate.verify(certificate + "x", ROOT_KEY).reason())
        .contains(LogFault.NOTE_MALFORMED);
  }

  @Test
  void anotherSignedTextIsNoCertificate() {
    for (String text :
        new String[] {
          "\n",
          "sealkeep/log-key/v1\n",
          "sealkeep/log-key/v1\n\n",
          "sealkeep/log-key/v2\n" + NoteExamples.LOG_KEY + "\n",
          "sealkeep/log-key/v1\n" + NoteExamples.WITNESS_KEY + "\n",
          "sealkeep/log-key/v1\n" + NoteExamples.LOG_KEY + "\n\n",
          "sealkeep/log-key/v1\n" + NoteExamples.LOG_KEY + "\nmore\n",
          NoteExamples.CHECKPOINT_TEXT
        }) {
      assertThat(LogKeyCertificate.verify(ROOT.sign(text).format(), ROOT_KEY).reason())
          .as(text)
          .contains(LogFault.CERTIFICATE_MALFORMED);
    }
  }
}
