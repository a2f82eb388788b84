package dev.sealkeep.evidence.snp;

import dev.sealkeep.policy.claim.ClaimValue;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * A TCB_VERSION: eight security version numbers whose meaning depends on the product.
 *
 * @param raw the eight bytes, the first one in the lowest bits; never compared as one number
 */
public record TcbVersion(long raw) {
  /** The byte at {@code index}, 0 to 7. */
  public int component(int index) {
    return (int) (raw >>> (8 * index)) & 0xFF;
  }

  /** Each component of the product's layout and its value, 0 to 255. */
  public SequencedMap<String, Integer> components(Product product) {
    SequencedMap<String, Integer> components = new LinkedHashMap<>();
    product.tcbLayout().bytes().forEach((name, index) -> components.put(name, component(index)));
    return components;
  }

  /** The claim that policies compare. */
  ClaimValue.Tcb claim(Product product) {
    return new ClaimValue.Tcb(product.tag(), components(product));
  }

  /** The eight bytes in memory order, 16 lower-case hex digits. */
  public String hex() {
    return HexFormat.of().toHexDigits(Long.reverseBytes(raw));
  }
}
