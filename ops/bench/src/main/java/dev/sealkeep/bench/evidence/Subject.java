package dev.sealkeep.bench.evidence;

import dev.sealkeep.simulator.KeySelection;
import dev.sealkeep.simulator.Product;
import dev.sealkeep.simulator.SigningKey;
import java.util.Locale;

/** Whose report is verified: a product line, and the kind of key that signed. */
public enum Subject {
  /** Milan, by the chip's own key. */
  MILAN_VCEK(Product.MILAN, SigningKey.VCEK),
  /** Milan, by the provider's key. */
  MILAN_VLEK(Product.MILAN, SigningKey.VLEK),
  /** Genoa, by the chip's own key. */
  GENOA_VCEK(Product.GENOA, SigningKey.VCEK),
  /** Genoa, by the provider's key. */
  GENOA_VLEK(Product.GENOA, SigningKey.VLEK),
  /** Turin, by the chip's own key. */
  TURIN_VCEK(Product.TURIN, SigningKey.VCEK),
  /** Turin, by the provider's key. */
  TURIN_VLEK(Product.TURIN, SigningKey.VLEK);

  private final Product product;
  private final SigningKey signingKey;

  Subject(Product product, SigningKey signingKey) {
    this.product = product;
    this.signingKey = signingKey;
  }

  Product product() {
    return product;
  }

  SigningKey signingKey() {
    return signingKey;
  }

  KeySelection selection() {
    return switch (signingKey) {
      case VCEK -> KeySelection.VCEK;
      case VLEK -> KeySelection.VLEK;
    };
  }

  /** The word on the command line and in results, such as {@code genoa-vcek}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
