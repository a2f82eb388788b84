package dev.sealkeep.service.server;

import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.hybrid.HybridConfig;
import java.security.GeneralSecurityException;
import java.security.Security;
import org.conscrypt.Conscrypt;

/**
 * Installs the process's cryptographic providers once: Conscrypt last, which X-Wing in Tink needs
 * and which thereby changes no other algorithm. The evidence verifiers choose the Corretto provider
 * for themselves.
 */
public final class CryptoProviders {
  private static boolean installed;

  private CryptoProviders() {}

  /** Installs the providers, if that has not been done. */
  public static synchronized void install() {
    if (installed) {
      return;
    }
    Security.addProvider(Conscrypt.newProviderBuilder().provideTrustManager(false).build());
    try {
      AeadConfig.register();
      HybridConfig.register();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the Tink registry refused its own primitives", e);
    }
    installed = true;
  }
}
