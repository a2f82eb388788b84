package dev.sealkeep.evidence.signature;

import java.security.Provider;
import java.util.Optional;

/**
 * Finds the Amazon Corretto Crypto Provider. It is looked up by name because it is an optional
 * dependency with a native library that some machines cannot load.
 */
public final class CorrettoProvider {
  private static final String CLASS =
      "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

  private CorrettoProvider() {}

  /** A provider whose library loaded and whose own self-tests passed, once, or empty. */
  public static Optional<Provider> load() {
    return Loaded.PROVIDER;
  }

  private static final class Loaded {
    private static final Optional<Provider> PROVIDER = find();
  }

  private static Optional<Provider> find() {
    try {
      Object instance = Class.forName(CLASS).getField("INSTANCE").get(null);
      if (!(instance instanceof Provider provider)) {
        return Optional.empty();
      }
      Class<?> type = provider.getClass();
      boolean loaded = type.getMethod("getLoadingError").invoke(provider) == null;
      if (!loaded || !"PASSED".equals(selfTest(type, provider))) {
        return Optional.empty();
      }
      return Optional.of(provider);
    } catch (ReflectiveOperationException | LinkageError | RuntimeException unavailable) {
      return Optional.empty();
    }
  }

  private static String selfTest(Class<?> type, Provider provider)
      throws ReflectiveOperationException {
    return String.valueOf(type.getMethod("runSelfTests").invoke(provider));
  }
}
