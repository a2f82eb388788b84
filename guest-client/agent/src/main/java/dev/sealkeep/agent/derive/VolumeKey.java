package dev.sealkeep.agent.derive;

import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Makes a volume's key of the hardware's key.
 *
 * <p>HKDF with SHA-256 (RFC 5869), no salt, the hardware's key as input, and as info {@code
 * field("sealkeep/derive/v1") ‖ field(technology) ‖ field(volume) ‖ field(label) ‖ u32 length},
 * where {@code field(x)} is x behind its length as a u32 and all integers are big-endian.
 */
public final class VolumeKey {
  private static final String PURPOSE = "sealkeep/derive/v1";

  private VolumeKey() {}

  /** Makes the key, which the caller closes as it does {@code hardwareKey}. */
  public static SecretBytes of(SecretBytes hardwareKey, DeriveRequest request) {
    // The hardware's key is the input of the derivation.
    byte[] input = hardwareKey.bytes(SecretAccess.get());
    try {
      return SecretBytes.owning(
          KDF.getInstance("HKDF-SHA256")
              .deriveData(
                  HKDFParameterSpec.ofExtract()
                      .addIKM(input)
                      .thenExpand(info(request), request.length())));
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("this Java has no HKDF-SHA256", broken);
    }
  }

  private static byte[] info(DeriveRequest request) {
    ByteArrayOutputStream info = new ByteArrayOutputStream();
    field(info, PURPOSE);
    field(info, request.technology().tag());
    field(info, request.volume().value());
    field(info, request.label().map(label -> label.value()).orElse(""));
    info.writeBytes(u32(request.length()));
    return info.toByteArray();
  }

  private static void field(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeBytes(u32(bytes.length));
    out.writeBytes(bytes);
  }

  private static byte[] u32(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
  }
}
