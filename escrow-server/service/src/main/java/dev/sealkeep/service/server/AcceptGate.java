package dev.sealkeep.service.server;

import dev.sealkeep.service.admission.AdmissionMeters;
import dev.sealkeep.service.admission.ConnectionCounts;
import dev.sealkeep.service.admission.Refusal;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Stands where the socket accepts, before TLS: counts connections, so that half-open handshakes
 * count too, and closes those past a limit without a byte.
 */
@ChannelHandler.Sharable
final class AcceptGate extends ChannelInboundHandlerAdapter {
  private final ConnectionCounts counts;
  private final AdmissionMeters meters;

  AcceptGate(ConnectionCounts counts, AdmissionMeters meters) {
    this.counts = counts;
    this.meters = meters;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object accepted) {
    if (!(accepted instanceof Channel connection)
        || !(connection.remoteAddress() instanceof InetSocketAddress remote)) {
      context.fireChannelRead(accepted);
      return;
    }
    InetAddress address = remote.getAddress();
    Optional<Refusal> refusal = counts.open(address);
    if (refusal.isPresent()) {
      meters.refused(refusal.get());
      connection.unsafe().closeForcibly();
      return;
    }
    connection.closeFuture().addListener(closed -> counts.close(address));
    context.fireChannelRead(accepted);
  }
}
