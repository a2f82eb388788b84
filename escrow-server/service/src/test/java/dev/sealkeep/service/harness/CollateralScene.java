package dev.sealkeep.service.harness;

import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.appraise.Authenticity;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.keystore.store.Store;
import dev.sealkeep.service.collateral.CollateralDirectories;
import dev.sealkeep.service.collateral.CollateralMeters;
import dev.sealkeep.service.collateral.CollateralService;
import dev.sealkeep.service.collateral.vendor.Alarm;
import dev.sealkeep.service.collateral.vendor.Transport;
import dev.sealkeep.service.collateral.vendor.Vendor;
import dev.sealkeep.service.collateral.vendor.VendorClient;
import dev.sealkeep.service.http.WorkerPool;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** A collateral service whose time, chance and vendors belong to the test. */
public final class CollateralScene implements AutoCloseable {
  private static final TrustAnchors ANCHORS =
      TrustAnchors.none()
          .withSimulated(HexFormat.of().parseHex(Simulation.genoa().rootSpkiSha256()));

  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final WorkerPool workers = new WorkerPool("collateral", 2, 10_000);
  private final VendorClient client;
  private final CollateralService service;

  /** A service over these parts. */
  public CollateralScene(
      Map<Vendor, URI> bases,
      Transport transport,
      Alarm alarm,
      InstantSource clock,
      Store store,
      CollateralDirectories directories,
      int strangersPerMinute) {
    CollateralMeters meters = new CollateralMeters(registry);
    client = new VendorClient(bases, transport, alarm, clock, new Random(1), meters::asked);
    service =
        new CollateralService(
            new CollateralService.Parts(
                directories,
                client,
                store,
                new Authenticity(ANCHORS, SignatureChecks.fastest()),
                workers,
                alarm,
                clock,
                new Random(2),
                meters,
                strangersPerMinute,
                1_000));
  }

  /** A service without vendors. */
  public static CollateralService offline(
      Store store, InstantSource clock, CollateralDirectories directories) {
    Transport none =
        (uri, maxBytes) -> CompletableFuture.failedFuture(new IllegalStateException("offline"));
    return new CollateralScene(Map.of(), none, (delay, task) -> {}, clock, store, directories, 0)
        .service();
  }

  /** The service. */
  public CollateralService service() {
    return service;
  }

  /** Its client. */
  public VendorClient client() {
    return client;
  }

  /** A counter's or gauge's value, over all series with these labels. */
  public double count(String name, String... labels) {
    return registry.find(name).tags(labels).meters().stream()
        .mapToDouble(meter -> meter.measure().iterator().next().getValue())
        .sum();
  }

  @Override
  public void close() {
    workers.close();
  }
}
