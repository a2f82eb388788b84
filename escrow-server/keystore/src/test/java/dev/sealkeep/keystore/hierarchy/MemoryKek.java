package dev.sealkeep.keystore.hierarchy;

import dev.sealkeep.keystore.kek.RootKek;
import dev.sealkeep.keystore.keyset.AesGcmKeyset;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.util.Optional;

/** A root KEK that lives as long as its test. */
final class MemoryKek implements RootKek {
  private AesGcmKeyset keyset = AesGcmKeyset.generate();

  void rotate() {
    keyset = keyset.withNewPrimary();
  }

  @Override
  public String description() {
    return "memory";
  }

  @Override
  public byte[] wrap(SecretBytes plaintext, byte[] associatedData) {
    return keyset.encrypt(plaintext, associatedData);
  }

  @Override
  public Optional<SecretBytes> unwrap(byte[] wrapped, byte[] associatedData) {
    return keyset.decrypt(wrapped, associatedData);
  }
}
