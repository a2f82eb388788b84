package dev.sealkeep.service.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.transport.Transport;
import java.util.concurrent.ThreadFactory;

/** A transport whose servers have an {@link AcceptGate}; all else is the transport beneath. */
final class GatedTransport implements Transport {
  private final Transport transport;
  private final AcceptGate gate;

  /** The native transport where there is one, behind {@code gate}. */
  GatedTransport(AcceptGate gate) {
    Transport nativeTransport = Transport.nativeTransport();
    this.transport =
        nativeTransport != null && nativeTransport.available() ? nativeTransport : Transport.NIO;
    this.gate = gate;
  }

  @Override
  public String name() {
    return transport.name();
  }

  @Override
  public boolean available() {
    return transport.available();
  }

  @Override
  public Throwable unavailabilityCause() {
    return transport.unavailabilityCause();
  }

  @Override
  public io.vertx.core.spi.transport.Transport implementation() {
    return new Gated(transport.implementation());
  }

  /** The part that Netty sees. */
  private final class Gated implements io.vertx.core.spi.transport.Transport {
    private final io.vertx.core.spi.transport.Transport beneath;

    Gated(io.vertx.core.spi.transport.Transport beneath) {
      this.beneath = beneath;
    }

    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap server) {
      beneath.configure(options, domainSocket, server);
      server.handler(gate);
    }

    @Override
    public boolean supportsDomainSockets() {
      return beneath.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
      return beneath.supportFileRegion();
    }

    @Override
    public boolean isAvailable() {
      return beneath.isAvailable();
    }

    @Override
    public Throwable unavailabilityCause() {
      return beneath.unavailabilityCause();
    }

    @Override
    public java.net.SocketAddress convert(SocketAddress address) {
      return beneath.convert(address);
    }

    @Override
    public SocketAddress convert(java.net.SocketAddress address) {
      return beneath.convert(address);
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
      return beneath.ioHandlerFactory();
    }

    @Override
    public EventLoopGroup eventLoopGroup(
        int type, int threads, ThreadFactory factory, int ioRatio) {
      return beneath.eventLoopGroup(type, threads, factory, ioRatio);
    }

    @Override
    public DatagramChannel datagramChannel() {
      return beneath.datagramChannel();
    }

    @Override
    @SuppressWarnings("deprecation") // a type of the interface's own
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
      return beneath.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
      return beneath.channelFactory(domainSocket);
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
      return beneath.serverChannelFactory(domainSocket);
    }

    @Override
    public void configure(DatagramChannel channel, DatagramSocketOptions options) {
      beneath.configure(channel, options);
    }

    @Override
    public void configure(
        ClientOptionsBase options, int connectTimeout, boolean domainSocket, Bootstrap client) {
      beneath.configure(options, connectTimeout, domainSocket, client);
    }
  }
}
