package dev.sealkeep.bench.evidence;

import dev.sealkeep.simulator.KeySelection;
import dev.sealkeep.simulator.Product;
import dev.sealkeep.simulator.SigningKey;
import dev.sealkeep.simulator.SnpInstallation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whose evidence is verified. */
public enum Subject {
  /** A report of Milan, by the chip's own key. */
  MILAN_VCEK(Product.MILAN, SigningKey.VCEK),
  /** A report of Milan, by the provider's key. */
  MILAN_VLEK(Product.MILAN, SigningKey.VLEK),
  /** A report of Genoa, by the chip's own key. */
  GENOA_VCEK(Product.GENOA, SigningKey.VCEK),
  /** A report of Genoa, by the provider's key. */
  GENOA_VLEK(Product.GENOA, SigningKey.VLEK),
  /** A report of Turin, by the chip's own key. */
  TURIN_VCEK(Product.TURIN, SigningKey.VCEK),
  /** A report of Turin, by the provider's key. */
  TURIN_VLEK(Product.TURIN, SigningKey.VLEK),
  /** A TDX quote of version 4 with all of its collateral. */
  TDX_V4(null, null);

  /**
   * Which key of which product line signs a report.
   *
   * @param product the product line
   * @param signingKey the kind of key
   */
  record SnpKey(Product product, SigningKey signingKey) {
    KeySelection selection() {
      return switch (signingKey) {
        case VCEK -> KeySelection.VCEK;
        case VLEK -> KeySelection.VLEK;
      };
    }
  }

  private final @Nullable Product product;
  private final @Nullable SigningKey signingKey;

  Subject(@Nullable Product product, @Nullable SigningKey signingKey) {
    this.product = product;
    this.signingKey = signingKey;
  }

  /**
   * Makes the evidence.
   *
   * @param installation the folder of the simulator's installation
   */
  Scene scene(Path installation) throws IOException {
    return product == null || signingKey == null
        ? TdxScene.make()
        : SnpScene.of(SnpInstallation.load(installation), new SnpKey(product, signingKey));
  }

  /** The word on the command line and in results, such as {@code genoa-vcek}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
