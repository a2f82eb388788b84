package dev.sealkeep.service.admission;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Connections that are open, in all and for each address; an IPv6 network of 64 bits, which one
 * machine may have for itself, counts as one address. Remembers only addresses with a connection.
 */
public final class ConnectionCounts {
  private static final int NETWORK_BYTES = 8;

  private final int limit;
  private final int limitOfAddress;
  private final AtomicInteger open = new AtomicInteger();
  private final ConcurrentHashMap<String, Integer> ofAddress = new ConcurrentHashMap<>();

  /** Counts up to {@code limit} connections, and {@code limitOfAddress} of each address. */
  public ConnectionCounts(int limit, int limitOfAddress) {
    this.limit = limit;
    this.limitOfAddress = limitOfAddress;
  }

  /** Counts a connection; yields why not if it must not be. */
  public Optional<Refusal> open(InetAddress address) {
    if (open.getAndUpdate(now -> Math.min(limit, now + 1)) >= limit) {
      return Optional.of(Refusal.CONNECTIONS);
    }
    boolean[] counted = new boolean[1];
    ofAddress.compute(
        key(address),
        (key, now) -> {
          int before = now == null ? 0 : now;
          counted[0] = before < limitOfAddress;
          return counted[0] ? before + 1 : now;
        });
    if (!counted[0]) {
      open.decrementAndGet();
      return Optional.of(Refusal.CONNECTIONS_OF_ADDRESS);
    }
    return Optional.empty();
  }

  /** Counts a connection no more. */
  public void close(InetAddress address) {
    open.decrementAndGet();
    ofAddress.computeIfPresent(key(address), (key, now) -> now > 1 ? now - 1 : null);
  }

  private static String key(InetAddress address) {
    byte[] bytes = address.getAddress();
    return HexFormat.of()
        .formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, NETWORK_BYTES) : bytes);
  }

  /** How many are open. */
  public int open() {
    return open.get();
  }

  /** How many addresses have any. */
  public int addresses() {
    return ofAddress.size();
  }
}
