package dev.sealkeep.protocol.message;

import dev.sealkeep.protocol.wire.FieldWriter;
import dev.sealkeep.protocol.wire.Sha2;
import java.util.List;

/**
 * What a server offers beside a challenge. Its digest is the associated data of the challenge
 * token, so a token cannot be shown with other offers.
 *
 * @param technologies technology tags, in the server's order; a guest may know only some
 * @param kems HPKE KEM ids, strongest first; a guest may know only some
 * @param logKey the text of the log's verifier key
 */
public record Offers(List<String> technologies, List<Integer> kems, String logKey) {
  private static final String LABEL = "sealkeep/offers/v1";

  /** Copies the lists. */
  public Offers {
    technologies = List.copyOf(technologies);
    kems = List.copyOf(kems);
  }

  /** Returns the SHA-256 digest of the offers. */
  public byte[] digest() {
    FieldWriter fields = new FieldWriter().field(LABEL).u32(technologies.size());
    technologies.forEach(fields::field);
    fields.u32(kems.size());
    kems.forEach(fields::fieldU16);
    return Sha2.sha256(fields.field(logKey).toBytes());
  }
}
