package dev.sealkeep.service.cluster;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * An address that the internet cannot reach: loopback, link-local, private (RFC 1918, RFC 4193) or
 * shared behind a carrier's NAT (RFC 6598). Hazelcast's port has no encryption and asks nobody for
 * a credential, so it is bound to no other.
 */
final class PrivateAddress {
  private PrivateAddress() {}

  /**
   * The address of {@code host}, a name or an address.
   *
   * @throws ClusterRefusedException if it has none, or any that is not private
   */
  static InetAddress of(String host) {
    InetAddress[] addresses;
    try {
      addresses = InetAddress.getAllByName(host);
    } catch (UnknownHostException e) {
      throw new ClusterRefusedException("cluster-host: %s has no address".formatted(host), e);
    }
    for (InetAddress address : addresses) {
      if (!isPrivate(address)) {
        throw new ClusterRefusedException(
            "cluster-host: %s is neither a loopback nor a private address, and Hazelcast's port must not be reached from outside; name one interface of a private network"
                .formatted(address.getHostAddress()));
      }
    }
    return addresses[0];
  }

  static boolean isPrivate(InetAddress address) {
    byte[] bytes = address.getAddress();
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    if (address.isAnyLocalAddress()) {
      return false;
    }
    if (address.isLoopbackAddress() || address.isLinkLocalAddress()) {
      return true;
    }
    if (address instanceof Inet4Address) {
      boolean carrier = first == 100 && second >= 64 && second < 128;
      return address.isSiteLocalAddress() || carrier;
    }
    return (first & 0xfe) == 0xfc;
  }
}
