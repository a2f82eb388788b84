package dev.sealkeep.service.configuration;

import java.net.URI;
import java.util.Optional;

/**
 * Where collateral is fetched and offered.
 *
 * @param amd {@code collateral-amd}: the base URL of AMD's service or of one like it; empty unless
 *     {@code collateral-fetch} names {@code amd}
 * @param intel {@code collateral-intel}: the base URL of Intel's service or of a PCCS; empty unless
 *     {@code collateral-fetch} names {@code intel}
 * @param newPerMinute {@code collateral-new-per-minute}: how many chips and platform families that
 *     no evidence ever verified with are asked for in a minute; default 30
 * @param keep {@code collateral-keep}: items kept in the database; default 20000
 * @param listen {@code collateral-listen}: where the vendors' bare paths are answered over plain
 *     HTTP; nowhere by default
 */
public record CollateralFetching(
    Optional<URI> amd, Optional<URI> intel, int newPerMinute, int keep, Optional<Address> listen) {
  /** The base URL of AMD's own service. */
  public static final URI AMD = URI.create("https://kdsintf.amd.com");

  /** The base URL of Intel's own service. */
  public static final URI INTEL = URI.create("https://api.trustedservices.intel.com");

  /**
   * Where to listen.
   *
   * @param port 0 for any
   */
  public record Address(String host, int port) {}

  /** Nothing is fetched, and nobody listens. */
  public static CollateralFetching off() {
    return new CollateralFetching(Optional.empty(), Optional.empty(), 30, 20_000, Optional.empty());
  }
}
