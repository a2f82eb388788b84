package dev.sealkeep.service.server;

import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.appraise.Authenticity;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.keystore.store.Store;
import dev.sealkeep.service.collateral.CollateralDirectories;
import dev.sealkeep.service.collateral.CollateralMeters;
import dev.sealkeep.service.collateral.CollateralOutbound;
import dev.sealkeep.service.collateral.CollateralProxy;
import dev.sealkeep.service.collateral.CollateralService;
import dev.sealkeep.service.collateral.vendor.Vendor;
import dev.sealkeep.service.collateral.vendor.VendorClient;
import dev.sealkeep.service.configuration.CollateralFetching;
import dev.sealkeep.service.configuration.ServerConfiguration;
import dev.sealkeep.service.http.WorkerPool;
import dev.sealkeep.service.metrics.EscrowMeters;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The collateral service of one node with what it runs on.
 *
 * @param service finds items
 * @param proxy offers them
 * @param bare the port of the vendors' bare paths; empty if none is configured
 */
record CollateralAssembly(
    CollateralService service,
    CollateralProxy proxy,
    OptionalInt bare,
    CollateralOutbound outbound,
    WorkerPool workers)
    implements AutoCloseable {
  private static final int THREADS = 1;
  private static final int QUEUE = 4_096;

  static CollateralAssembly of(
      ServerConfiguration configuration,
      TrustAnchors anchors,
      Store store,
      InstantSource clock,
      SecureRandom random,
      EscrowMeters meters) {
    CollateralFetching fetching = configuration.fetching();
    CollateralMeters counted = new CollateralMeters(meters.registry());
    CollateralDirectories directories = directories(configuration.collateral());
    CollateralOutbound outbound = new CollateralOutbound();
    WorkerPool workers = new WorkerPool("collateral", THREADS, QUEUE);
    VendorClient client =
        new VendorClient(
            bases(fetching),
            outbound.transport(),
            outbound.transport(),
            clock,
            random,
            counted::asked);
    CollateralService service =
        new CollateralService(
            new CollateralService.Parts(
                directories,
                client,
                store,
                new Authenticity(anchors, SignatureChecks.fastest()),
                workers,
                outbound.transport(),
                clock,
                random,
                counted,
                fetching.newPerMinute(),
                fetching.keep()));
    CollateralProxy proxy = new CollateralProxy(service);
    try {
      return new CollateralAssembly(
          service, proxy, listen(fetching, outbound, proxy), outbound, workers);
    } catch (RuntimeException e) {
      outbound.close();
      workers.close();
      throw e;
    }
  }

  private static OptionalInt listen(
      CollateralFetching fetching, CollateralOutbound outbound, CollateralProxy proxy) {
    if (fetching.listen().isEmpty()) {
      return OptionalInt.empty();
    }
    CollateralFetching.Address address = fetching.listen().get();
    try {
      return OptionalInt.of(outbound.listen(address.host(), address.port(), proxy));
    } catch (IllegalStateException e) {
      throw new StartRefusedException(
          "cannot listen on %s:%d for collateral".formatted(address.host(), address.port()), e);
    }
  }

  private static CollateralDirectories directories(List<Path> paths) {
    try {
      return new CollateralDirectories(paths);
    } catch (IOException e) {
      throw new StartRefusedException("cannot read collateral: " + e.getMessage(), e);
    }
  }

  private static Map<Vendor, URI> bases(CollateralFetching fetching) {
    Map<Vendor, URI> bases = new EnumMap<>(Vendor.class);
    fetching.amd().ifPresent(uri -> bases.put(Vendor.AMD, uri));
    fetching.intel().ifPresent(uri -> bases.put(Vendor.INTEL, uri));
    return bases;
  }

  @Override
  public void close() {
    outbound.close();
    workers.close();
  }
}
