package dev.sealkeep.cli.connection;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.keyfile.BoundedFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/** TLS 1.3 that trusts the authorities of one file and no other. */
final class PinnedTls {
  private static final int MAX_BYTES = 256 * 1024;

  private PinnedTls() {}

  /** TLS 1.3 alone; host names are checked by the HTTP client. */
  static SSLParameters parameters() {
    return new SSLParameters(null, new String[] {"TLSv1.3"});
  }

  /** Makes a context from a PEM file with one or more certificates. */
  static SSLContext context(Path authorities) {
    byte[] pem = BoundedFile.read(authorities, MAX_BYTES, "the CA file");
    try {
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(keyStore(authorities, pem));
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this Java runtime lacks TLS 1.3 or PKIX", e);
    }
  }

  private static KeyStore keyStore(Path file, byte[] pem)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    int count = 0;
    for (Certificate certificate : certificates(file, pem)) {
      store.setCertificateEntry("ca-" + count++, certificate);
    }
    return store;
  }

  private static Collection<? extends Certificate> certificates(Path file, byte[] pem)
      throws CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    Collection<? extends Certificate> found;
    try {
      found = factory.generateCertificates(new ByteArrayInputStream(pem));
    } catch (CertificateException e) {
      throw unusable(file);
    }
    if (found.isEmpty()) {
      throw unusable(file);
    }
    return found;
  }

  private static CommandFailure unusable(Path file) {
    return CommandFailure.of(
        ExitCode.UNUSABLE,
        "%s holds no certificate in PEM".formatted(file),
        "Give the CA file that the server wrote at its first start.");
  }
}
