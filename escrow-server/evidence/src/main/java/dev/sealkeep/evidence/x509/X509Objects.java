package dev.sealkeep.evidence.x509;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Recognises certificates, revocation lists and public keys by content, never by name. */
public final class X509Objects {
  /** A recognised object. */
  public sealed interface Item permits Certificate, RevocationList, BarePublicKey {}

  private X509Objects() {}

  /**
   * Reads one DER object, or any number of PEM blocks with any text between them; blocks of other
   * kinds and broken ones are skipped.
   *
   * @return the objects in order; empty for bytes that hold none
   */
  public static List<Item> recognise(byte[] blob) {
    Optional<Item> der = ofDer(blob);
    if (der.isPresent()) {
      return List.of(der.get());
    }
    List<Item> items = new ArrayList<>();
    for (byte[] block : Pem.blocks(blob)) {
      ofDer(block).ifPresent(items::add);
    }
    return items;
  }

  private static Optional<Item> ofDer(byte[] der) {
    if (der.length == 0 || der[0] != 0x30) {
      return Optional.empty();
    }
    return Certificate.parse(der)
        .<Item>map(c -> c)
        .or(() -> RevocationList.parse(der))
        .or(() -> BarePublicKey.parse(der));
  }
}
