package dev.sealkeep.service.certificate;

import java.io.IOException;
import java.security.PrivateKey;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * A certificate and its private key.
 *
 * @param certificate the certificate
 * @param key the private key, P-256
 */
public record IssuedCertificate(X509CertificateHolder certificate, PrivateKey key) {
  /** The certificate in PEM. */
  public byte[] certificatePem() throws IOException {
    return Pem.write("CERTIFICATE", certificate.getEncoded());
  }

  /** The key in PEM, PKCS#8. */
  public byte[] keyPem() throws IOException {
    return Pem.write("PRIVATE KEY", key.getEncoded());
  }

  /** Tells nothing of the key. */
  @Override
  public String toString() {
    return "IssuedCertificate[" + certificate.getSubject() + "]";
  }
}
