package dev.sealkeep.evidence.x509;

import java.security.Provider;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Bouncy Castle, with a count of the signatures that it was asked to check. */
final class CountingProvider extends Provider {
  private static final long serialVersionUID = 1;

  private final transient Provider provider = new BouncyCastleProvider();
  private int signatures;

  CountingProvider() {
    super("Counting", "1", "counts signatures");
  }

  int signatures() {
    return signatures;
  }

  @Override
  public synchronized Service getService(String type, String algorithm) {
    if (type.equals("Signature")) {
      signatures++;
    }
    return provider.getService(type, algorithm);
  }
}
