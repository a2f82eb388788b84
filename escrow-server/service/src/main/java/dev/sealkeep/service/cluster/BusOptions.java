package dev.sealkeep.service.cluster;

import dev.sealkeep.service.configuration.Clustering;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The event bus over mutual TLS 1.3: only who has a certificate of the cluster CA is heard. */
final class BusOptions {
  private static final int CONNECT_MILLIS = 3_000;

  /** Bounds what waits for a peer that does not read: it is hung up on after two of these. */
  private static final int PING_MILLIS = 5_000;

  private BusOptions() {}

  static VertxOptions of(Clustering clustering, String address, ClusterTlsFiles files) {
    EventBusOptions bus =
        new EventBusOptions()
            .setHost(address)
            .setPort(clustering.busPort())
            .setClusterPublicHost(clustering.host())
            .setSsl(true)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .addCertPath(files.certificate().toAbsolutePath().toString())
                    .addKeyPath(files.key().toAbsolutePath().toString()))
            .setTrustOptions(
                new PemTrustOptions().addCertPath(files.ca().toAbsolutePath().toString()))
            .setTrustAll(false)
            .setClientAuth(ClientAuth.REQUIRED)
            .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
            .setSslHandshakeTimeout(CONNECT_MILLIS)
            .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
            .setConnectTimeout(CONNECT_MILLIS)
            .setReconnectAttempts(0)
            .setClusterPingInterval(PING_MILLIS)
            .setClusterPingReplyInterval(PING_MILLIS);
    return new VertxOptions()
        .setEventLoopPoolSize(1)
        .setWorkerPoolSize(1)
        .setInternalBlockingPoolSize(2)
        .setFileSystemOptions(
            new FileSystemOptions()
                .setFileCachingEnabled(false)
                .setClassPathResolvingEnabled(false))
        // For VerifiedNames, which is asked only then.
        .setMetricsOptions(new MetricsOptions().setEnabled(true))
        .setEventBusOptions(bus);
  }
}
