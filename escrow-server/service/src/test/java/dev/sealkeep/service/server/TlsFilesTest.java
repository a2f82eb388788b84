package dev.sealkeep.service.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsFilesTest {
  private static final Instant FIRST = Instant.parse("2026-01-02T03:04:05Z");
  private static final List<String> NAMES = List.of("localhost");

  @TempDir Path directory;

  private TlsFiles ensure(Duration later) throws IOException {
    return TlsFiles.ensure(directory.resolve("tls"), NAMES, new SecureRandom(), FIRST.plus(later));
  }

  private static void assertHolds(TlsFiles files, Instant at)
      throws IOException, GeneralSecurityException {
    try (InputStream pem = Files.newInputStream(files.ca())) {
      Certificate ca = CertificateFactory.getInstance("X.509").generateCertificate(pem);
      files.served().verify(ca.getPublicKey());
      files.served().checkValidity(Date.from(at));
    }
  }

  @Test
  void certificateStaysUntilTheLastThirdOfItsLife() throws Exception {
    X509Certificate first = ensure(Duration.ZERO).served();
    assertThat(ensure(Duration.ofDays(540)).served()).isEqualTo(first);
  }

  @Test
  void certificateIsRenewedUnderTheCaThatGuestsPin() throws Exception {
    TlsFiles files = ensure(Duration.ZERO);
    String ca = Files.readString(files.ca());
    String key = Files.readString(files.key());
    Duration later = Duration.ofDays(560);

    assertHolds(ensure(later), FIRST.plus(later).plus(Duration.ofDays(800)));
    assertThat(files.ca()).hasContent(ca);
    assertThat(Files.readString(files.key())).isNotEqualTo(key);
  }

  @Test
  void startThatWasKilledWhileItRenewedIsMadeUpFor() throws Exception {
    TlsFiles files = ensure(Duration.ZERO);
    String ca = Files.readString(files.ca());
    Files.delete(files.certificate());

    assertHolds(ensure(Duration.ofDays(1)), FIRST.plus(Duration.ofDays(2)));
    assertThat(files.ca()).hasContent(ca);
  }

  /** Of an earlier version; its guests pin this CA, so no other takes its place. */
  @Test
  void certificateOfACaWithoutAKeyStaysToItsEnd() throws Exception {
    X509Certificate first = ensure(Duration.ZERO).served();
    Files.delete(directory.resolve("tls/ca-key.pem"));
    assertThat(ensure(Duration.ofDays(900)).served()).isEqualTo(first);
  }
}
