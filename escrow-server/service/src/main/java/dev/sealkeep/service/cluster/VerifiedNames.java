package dev.sealkeep.service.cluster;

import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.core.spi.metrics.TCPMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import org.jspecify.annotations.Nullable;

/**
 * Has the bus verify the name in the certificate of whom it dials. The event bus turns that off for
 * its client, whatever its options say, and takes no trust manager of ours, for it copies its
 * options through JSON. The options of a client pass through the metrics before the client is made,
 * so this is where the check is turned on again. It measures nothing.
 */
final class VerifiedNames implements VertxMetricsFactory, VertxMetrics {
  @Override
  public VertxMetrics metrics(VertxOptions options) {
    return this;
  }

  @Override
  public @Nullable TCPMetrics<?> createNetClientMetrics(NetClientOptions options) {
    options.setHostnameVerificationAlgorithm("HTTPS");
    return null;
  }
}
