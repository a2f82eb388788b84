package dev.sealkeep.service.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class ConnectionCountsTest {
  private final ConnectionCounts counts = new ConnectionCounts(5, 2);

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Test
  void anAddressHasSoMany() {
    assertThat(counts.open(address("10.0.0.1"))).isEmpty();
    assertThat(counts.open(address("10.0.0.1"))).isEmpty();
    assertThat(counts.open(address("10.0.0.1"))).contains(Refusal.CONNECTIONS_OF_ADDRESS);
    assertThat(counts.open(address("10.0.0.2"))).isEmpty();
    assertThat(counts.open()).as("a refused one does not count").isEqualTo(3);

    counts.close(address("10.0.0.1"));
    assertThat(counts.open(address("10.0.0.1"))).isEmpty();
  }

  @Test
  void allHaveSoMany() {
    for (int i = 0; i < 5; i++) {
      assertThat(counts.open(address("10.0.0." + i))).isEmpty();
    }
    assertThat(counts.open(address("10.0.0.9"))).contains(Refusal.CONNECTIONS);
    assertThat(counts.open()).isEqualTo(5);

    counts.close(address("10.0.0.3"));
    assertThat(counts.open(address("10.0.0.9"))).isEmpty();
  }

  @Test
  void anIpv6NetworkIsOneAddress() {
    assertThat(counts.open(address("2001:db8:1:1::1"))).isEmpty();
    assertThat(counts.open(address("2001:db8:1:1:ffff::2"))).isEmpty();
    assertThat(counts.open(address("2001:db8:1:1::3"))).contains(Refusal.CONNECTIONS_OF_ADDRESS);
    assertThat(counts.open(address("2001:db8:1:2::1"))).isEmpty();
  }

  @Test
  void nothingIsRememberedOfThoseWhoHaveGone() {
    for (int i = 0; i < 100_000; i++) {
      InetAddress address = address("10.1.%d.%d".formatted(i >> 8 & 255, i & 255));
      assertThat(counts.open(address)).isEmpty();
      counts.close(address);
    }

    assertThat(counts.open()).isZero();
    assertThat(counts.addresses()).isZero();
  }
}
