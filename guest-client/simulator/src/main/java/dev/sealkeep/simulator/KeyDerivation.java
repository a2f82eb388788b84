package dev.sealkeep.simulator;

import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * The simulator's one key derivation function: HKDF-SHA-384 (RFC 5869) without salt, whose info is
 * {@code sealkeep-simulator/v1}, then the label, then each context, every one of them behind its
 * length as a u32 big-endian. A real processor's function is not public.
 */
final class KeyDerivation {
  private static final byte[] DOMAIN = "sealkeep-simulator/v1".getBytes(StandardCharsets.UTF_8);

  private KeyDerivation() {}

  static byte[] derive(SecretBytes root, int length, String label, byte[]... contexts) {
    // The root key is the input of the derivation.
    byte[] ikm = root.bytes(SecretAccess.get());
    try {
      return KDF.getInstance("HKDF-SHA384")
          .deriveData(
              HKDFParameterSpec.ofExtract().addIKM(ikm).thenExpand(info(label, contexts), length));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no HKDF-SHA384", e);
    }
  }

  static SecretBytes deriveSecret(SecretBytes root, int length, String label, byte[]... contexts) {
    return SecretBytes.owning(derive(root, length, label, contexts));
  }

  private static byte[] info(String label, byte[]... contexts) {
    byte[] labelBytes = label.getBytes(StandardCharsets.UTF_8);
    int length = 8 + DOMAIN.length + labelBytes.length;
    for (byte[] context : contexts) {
      length += 4 + context.length;
    }
    ByteBuffer info = ByteBuffer.allocate(length);
    info.putInt(DOMAIN.length).put(DOMAIN).putInt(labelBytes.length).put(labelBytes);
    for (byte[] context : contexts) {
      info.putInt(context.length).put(context);
    }
    return info.array();
  }
}
