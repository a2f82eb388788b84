package dev.sealkeep.agent.configuration;

import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.LogVerifierKey;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.name.Name;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the guest is told before it boots. {@link ConfigurationKey} documents each member's
 * spelling.
 *
 * @param endpoints base URLs of the escrow, tried in order
 * @param ca the PEM file of the certificate authorities that may vouch for the endpoints
 * @param logRoot the pinned log-root key
 * @param tenant the tenant
 * @param tenantPin the pinned SHA-256 of k_tenant
 * @param key the key wanted
 * @param volume the volume it opens, or empty
 * @param minimumKem the weakest KEM that is accepted
 * @param technologies who may vouch for this guest, most wanted first
 * @param deadline how long one run may take
 */
public record GuestConfiguration(
    List<URI> endpoints,
    Path ca,
    LogVerifierKey logRoot,
    Name tenant,
    Digest tenantPin,
    Name key,
    Optional<Name> volume,
    Kem minimumKem,
    List<Attesters> technologies,
    Duration deadline) {
  /** Copies the lists. */
  public GuestConfiguration {
    endpoints = List.copyOf(endpoints);
    technologies = List.copyOf(technologies);
  }
}
